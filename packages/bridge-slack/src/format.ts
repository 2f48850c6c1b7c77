import type { Post, PostItem } from '@pocketping/core'
import {
  concatStyled,
  deletedText,
  draftHint,
  eventWords,
  isBlank,
  joinStyled,
  plain,
  type StyledText,
  speakerLabel,
  speakerName,
  splitStyled,
  styled,
} from '@pocketping/core/bridge-kit'
import { PREFIX } from './prefix.ts'

/** Longest text of one Slack message, in UTF-16 code units. Slack wants fewer than 4,000 characters. */
export const MAX_TEXT_LENGTH = 3800

/** What Slack shows of a post, one entry per message; never none. With `isNamed` a post stands under its speaker's name. */
export function formatPost(post: Post, isNamed = false): StyledText[] {
  const { items } = post
  const shown = items.map((item, index) => formatItem(item, isNamed ? undefined : speakerLabel(items, index)))
  const hint = draftHint(post, PREFIX)
  return splitStyled(joinStyled(hint ? [...shown, styled('italic', hint)] : shown, '\n\n'), MAX_TEXT_LENGTH)
}

/** Who speaks in all of a post; undefined where several do, or nobody but us. */
export function speakerOf({ items }: Post): PostItem | undefined {
  const [first] = items
  if (!first || !['visitor', 'operator', 'ai'].includes(first.from)) return undefined
  const isAlone = items.every(item => item.from === first.from && speakerName(item) === speakerName(first))
  return isAlone ? first : undefined
}

function formatItem(item: PostItem, label: string | undefined): StyledText {
  const body = item.deleted ? styled('italic', deletedText(item)) : bodyOf(item)
  // Slack shows no mark of its own on messages made of blocks.
  const edited = item.edited && !item.deleted ? styled('italic', ' (edited)') : plain('')
  return label ? concatStyled(styled('bold', label), '\n', body, edited) : concatStyled(body, edited)
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

function eventText(item: PostItem): StyledText {
  const { name, data } = eventWords(item)
  return concatStyled('⚡ ', styled('code', name), data && '\n', styled('code', data))
}
