import type { TelegramEntity } from './payloads.ts'

/** A text as Telegram tells it, with what it found in it. Offsets and lengths are UTF-16 code units. */
export interface MarkedText {
  text: string
  entities: readonly TelegramEntity[]
}

/** Our own account. */
export interface BotName {
  id: number
  username: string
}

/**
 * Takes every mention of our bot out of a text, with the space that it leaves behind; undefined where there is none.
 * Only what Telegram itself calls a mention counts: in code, or as part of an address, the same letters are none.
 */
export function withoutMention(marked: MarkedText, bot: BotName): MarkedText | undefined {
  const mentions = marked.entities.filter(entity => isMention(entity, marked.text, bot))
  if (mentions.length === 0) return undefined
  // From the back, so that what is still to be cut stands where it stood.
  return mentions.toSorted((left, right) => right.offset - left.offset).reduce(cutMention, marked)
}

function isMention({ type, offset, length, user }: TelegramEntity, text: string, bot: BotName): boolean {
  if (type === 'text_mention') return user?.id === bot.id
  const word = text.slice(offset, offset + length)
  return type === 'mention' && word.toLowerCase() === `@${bot.username}`.toLowerCase()
}

// "@bot, hello" is "hello", and "ask @bot, please" is "ask, please".
function cutMention(marked: MarkedText, { offset, length }: TelegramEntity): MarkedText {
  const before = marked.text.slice(0, offset)
  const after = marked.text.slice(offset + length)
  if (before.trim() === '') return cut(marked, 0, offset + length + lengthOf(/^\s*[,:]?\s*/, after))
  if (before.endsWith('\n')) return cut(marked, offset, offset + length + lengthOf(/^[,:]?[^\S\n]*/, after))
  return cut(marked, offset - lengthOf(/[^\S\n]*$/, before), offset + length)
}

function lengthOf(pattern: RegExp, text: string): number {
  return pattern.exec(text)?.[0].length ?? 0
}

function cut({ text, entities }: MarkedText, start: number, end: number): MarkedText {
  const moved = (position: number): number =>
    position - Math.max(0, Math.min(position, end) - Math.min(position, start))
  return {
    text: text.slice(0, start) + text.slice(end),
    entities: entities.flatMap(entity => {
      const offset = moved(entity.offset)
      const length = moved(entity.offset + entity.length) - offset
      return length > 0 ? [{ ...entity, offset, length }] : []
    }),
  }
}
