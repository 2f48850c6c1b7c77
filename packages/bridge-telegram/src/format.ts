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
  styled,
} from '@pocketping/core/bridge-kit'
import { disarm, disarmedTitle } from './disarm.ts'
import { PREFIX } from './prefix.ts'
import { split } from './split.ts'

/** What Telegram shows of a post, one entry per message; never none. */
export function formatPost(post: Post): StyledText[] {
  const { items } = post
  const shown = items.map((item, index) => formatItem(items, item, index))
  // Disarmed, since a tap on the command would send whichever draft is the newest.
  const hint = draftHint(post, PREFIX)
  return split(joinStyled(hint ? [...shown, disarm(hint)] : shown, '\n\n'))
}

function formatItem(items: readonly PostItem[], item: PostItem, index: number): StyledText {
  const label = speakerLabel(items, index)
  const body = item.deleted ? styled('italic', deletedText(item)) : bodyOf(item)
  // A message of its own carries Telegram's mark for edits.
  const edited = item.edited && !item.deleted && items.length > 1 ? styled('italic', ' (edited)') : plain('')
  return label ? concatStyled(disarmedTitle(label), '\n', body, edited) : concatStyled(body, edited)
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

function eventText(item: PostItem): StyledText {
  const { name, data } = eventWords(item)
  return concatStyled('⚡ ', styled('code', name), data && '\n', styled('code', data))
}
