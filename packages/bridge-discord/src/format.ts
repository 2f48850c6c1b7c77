import type { Post, PostItem } from '@pocketping/core'
import { cleanLine, isBlank } from './clean.ts'
import { escapeText } from './escape.ts'
import { compose, type Piece } from './split.ts'

const MAX_NAME_LENGTH = 64

/** What Discord shows of a post, as its markdown, one entry per message; never none. */
export function formatPost(post: Post): string[] {
  const pieces = post.items.flatMap((item, index): Piece[] => [
    ...(index === 0 ? [] : [{ markup: '\n\n' }]),
    ...formatItem(post.items, item, index),
  ])
  const parts = compose(pieces, escapeText)
  return parts.length === 0 ? [EMPTY] : parts
}

const EMPTY = '*(empty message)*'

function formatItem(items: readonly PostItem[], item: PostItem, index: number): Piece[] {
  const label = labelOf(items, item, index)
  const body: Piece[] = item.deleted ? [{ markup: deletedText(item) }] : bodyOf(item)
  // A message of its own carries Discord's mark for edits.
  const isMarked = item.edited && !item.deleted && items.length > 1
  return [
    ...(label ? [{ markup: `**${escapeText(label)}**\n` }] : []),
    ...body,
    ...(isMarked ? [{ markup: ' *(edited)*' }] : []),
  ]
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

function bodyOf(item: PostItem): Piece[] {
  switch (item.from) {
    case 'event':
      return eventPieces(item)
    case 'system':
      return [{ markup: '-# ' }, { raw: item.text.replaceAll('\n', ' ') }]
    case 'notice':
      return [{ markup: 'ℹ️ ' }, { raw: item.text }]
    default:
      return isBlank(item.text) ? [{ markup: EMPTY }] : [{ raw: item.text }]
  }
}

function eventPieces({ event, text }: PostItem): Piece[] {
  const name = cleanLine(event?.name ?? text, 200) || 'event'
  const data = event?.data && Object.keys(event.data).length > 0 ? JSON.stringify(event.data) : ''
  return [{ markup: `⚡ **${escapeText(name)}**` }, ...(data ? [{ markup: '\n' }, { raw: data }] : [])]
}

function deletedText(item: PostItem): string {
  return item.from === 'visitor' ? '*(deleted by the visitor)*' : '*(deleted)*'
}

function nameOf(item: PostItem): string {
  return cleanLine(item.author?.name ?? '', MAX_NAME_LENGTH)
}

function withPlace(name: string, via: string | undefined): string {
  return via ? `${name} (${via.charAt(0).toUpperCase()}${via.slice(1)})` : name
}
