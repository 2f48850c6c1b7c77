import type { Post, PostItem } from '@pocketping/core'
import { deletedText, draftHint, eventWords, isBlank, speakerLabel } from '@pocketping/core/bridge-kit'
import { escapeText } from './escape.ts'
import { PREFIX } from './prefix.ts'
import { compose, type Piece } from './split.ts'

/** What Discord shows of a post, as its markdown, one entry per message; never none. */
export function formatPost(post: Post): string[] {
  const pieces = post.items.flatMap((item, index): Piece[] => [
    ...(index === 0 ? [] : [{ markup: '\n\n' }]),
    ...formatItem(post.items, item, index),
  ])
  const hint = draftHint(post, PREFIX)
  if (hint) pieces.push({ markup: `\n\n-# ${hint}` })
  const parts = compose(pieces, escapeText)
  return parts.length === 0 ? [EMPTY] : parts
}

const EMPTY = '*(empty message)*'

function formatItem(items: readonly PostItem[], item: PostItem, index: number): Piece[] {
  const label = speakerLabel(items, index)
  const body: Piece[] = item.deleted ? [{ markup: `*${deletedText(item)}*` }] : bodyOf(item)
  // A message of its own carries Discord's mark for edits.
  const isMarked = item.edited && !item.deleted && items.length > 1
  return [
    ...(label ? [{ markup: `**${escapeText(label)}**\n` }] : []),
    ...body,
    ...(isMarked ? [{ markup: ' *(edited)*' }] : []),
  ]
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

function eventPieces(item: PostItem): Piece[] {
  const { name, data } = eventWords(item)
  return [{ markup: `⚡ **${escapeText(name)}**` }, ...(data ? [{ markup: '\n' }, { raw: data }] : [])]
}
