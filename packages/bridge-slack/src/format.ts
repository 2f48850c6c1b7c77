import type { Post, PostItem } from '@pocketping/core'
import { cleanLine, isBlank } from './clean.ts'
import { split } from './split.ts'
import { concat, join, plain, type StyledText, styled } from './styled-text.ts'

const MAX_NAME_LENGTH = 64

/** What Slack shows of a post, one entry per message; never none. With `isNamed` a post stands under its speaker's name. */
export function formatPost(post: Post, isNamed = false): StyledText[] {
  return split(
    join(
      post.items.map((item, index) => formatItem(post.items, item, index, isNamed)),
      '\n\n',
    ),
  )
}

/** Who speaks in all of a post; undefined where several do, or nobody but us. */
export function speakerOf({ items }: Post): PostItem | undefined {
  const [first] = items
  if (!first || !['visitor', 'operator', 'ai'].includes(first.from)) return undefined
  const isAlone = items.every(item => item.from === first.from && fullNameOf(item) === fullNameOf(first))
  return isAlone ? first : undefined
}

/** What somebody other than the visitor is called, with the platform they write on. */
export function fullNameOf(item: PostItem): string {
  const name = cleanLine(item.author?.name ?? '', MAX_NAME_LENGTH)
  if (item.from === 'operator') return withPlace(name || 'Team', item.via)
  if (item.from === 'ai') return name ? `${name} (AI)` : 'AI'
  return name && withPlace(name, item.via)
}

function formatItem(items: readonly PostItem[], item: PostItem, index: number, isNamed: boolean): StyledText {
  const label = isNamed ? undefined : labelOf(items, item, index)
  const body = item.deleted ? styled('italic', deletedText(item)) : bodyOf(item)
  // Slack shows no mark of its own on messages made of blocks.
  const edited = item.edited && !item.deleted ? styled('italic', ' (edited)') : plain('')
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
    case 'ai':
      return fullNameOf(item)
    case 'note':
      return `📝 Note${fullNameOf(item) ? ` · ${fullNameOf(item)}` : ''}`
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
      return styled('italic', text)
    case 'notice':
      return plain(`ℹ️ ${text}`)
    case 'note':
      return plain(text)
    default:
      return isBlank(text) ? styled('italic', '(empty message)') : plain(text)
  }
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

function withPlace(name: string, via: string | undefined): string {
  return via ? `${name} (${via.charAt(0).toUpperCase()}${via.slice(1)})` : name
}
