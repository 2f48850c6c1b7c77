import type { Post, PostItem } from '@pocketping/core'
import { cleanLine, isBlank } from './clean.ts'
import { disarm } from './disarm.ts'
import { split } from './split.ts'
import { concat, join, plain, type StyledText, styled } from './styled-text.ts'

const MAX_NAME_LENGTH = 64

/** What Telegram shows of a post, one entry per message; never none. */
export function formatPost(post: Post): StyledText[] {
  return split(
    join(
      post.items.map((item, index) => formatItem(post.items, item, index)),
      '\n\n',
    ),
  )
}

function formatItem(items: readonly PostItem[], item: PostItem, index: number): StyledText {
  const label = labelOf(items, item, index)
  const body = item.deleted ? styled('italic', deletedText(item)) : bodyOf(item)
  // A message of its own carries Telegram's mark for edits.
  const edited = item.edited && !item.deleted && items.length > 1 ? styled('italic', ' (edited)') : plain('')
  return label ? concat(styled('bold', label), '\n', body, edited) : concat(body, edited)
}

// Who is speaking. A visitor's words stand alone, unless somebody else spoke before them in the same message.
function labelOf(items: readonly PostItem[], item: PostItem, index: number): string | undefined {
  switch (item.from) {
    case 'visitor': {
      const before = items[index - 1]
      return before && before.from !== 'visitor' ? 'Visitor' : undefined
    }
    case 'operator':
      return withPlace(nameOf(item) || 'Team', item.via)
    case 'ai':
      return nameOf(item) ? `${nameOf(item)} (AI)` : 'AI'
    case 'note':
      return `📝 Note${nameOf(item) ? ` · ${withPlace(nameOf(item), item.via)}` : ''}`
    default:
      return undefined
  }
}

function bodyOf(item: PostItem): StyledText {
  const text = item.text.toWellFormed()
  switch (item.from) {
    case 'event':
      return eventText(item)
    case 'system':
      return systemText(text)
    case 'notice':
      return plain(`ℹ️ ${text}`)
    case 'note':
      return plain(text)
    default:
      return isBlank(text) ? styled('italic', '(empty message)') : disarm(text)
  }
}

// It may name people, and calls nobody: Telegram takes no other style within code.
function systemText(text: string): StyledText {
  const disarmed = disarm(text)
  return disarmed.entities.length > 0 ? disarmed : styled('italic', text)
}

function eventText({ event, text }: PostItem): StyledText {
  const name = cleanLine(event?.name ?? text, 200) || 'event'
  const data =
    event?.data && Object.keys(event.data).length > 0 ? JSON.stringify(event.data).toWellFormed() : ''
  return concat('⚡ ', styled('code', name), data && '\n', styled('code', data))
}

function deletedText(item: PostItem): string {
  return item.from === 'visitor' ? '(deleted by the visitor)' : '(deleted)'
}

function nameOf(item: PostItem): string {
  return cleanLine(item.author?.name ?? '', MAX_NAME_LENGTH)
}

function withPlace(name: string, via: string | undefined): string {
  return via ? `${name} (${via.charAt(0).toUpperCase()}${via.slice(1)})` : name
}
