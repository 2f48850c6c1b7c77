import type { Post, PostItem, ThreadCard } from '@pocketping/core'

export const MAX_LENGTH = 2000

/** What a post looks like in files: one, or several where it is too long for one. */
export function partsOf({ items }: Post): string[] {
  const parts: string[] = ['']
  for (const character of items.map(textOf).join('\n')) {
    if ((parts.at(-1) + character).length > MAX_LENGTH) parts.push('')
    parts[parts.length - 1] += character
  }
  return parts
}

function textOf({ from, author, via, text, event, edited, deleted, isDraft }: PostItem): string {
  if (deleted) return '(deleted)'
  if (isDraft) return `AI draft, not sent: ${text}\nWrite /send to send it.`
  const content = event ? `${event.name} ${JSON.stringify(event.data ?? {})}` : text
  const writer = [from === 'operator' ? '' : from, author?.name, via && `(${via})`].filter(Boolean).join(' ')
  return `${from === 'visitor' ? '' : `${writer}: `}${content}${edited ? ' (edited)' : ''}`
}

/** What is known of the visitor. */
export function cardText({ metadata, ...card }: ThreadCard): string {
  return JSON.stringify({ ...card, ...metadata }, undefined, 2)
}
