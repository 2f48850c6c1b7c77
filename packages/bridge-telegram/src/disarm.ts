import { type Entity, plain, type StyledText, styled } from '@pocketping/core/bridge-kit'

// What Telegram turns by itself into something to tap, or into a call to a person: find_bot_commands and
// find_mentions of TDLib.
const COMMAND_OR_MENTION =
  /(?<![\p{L}\p{N}_/<>@])\/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{1,32})?(?![\p{L}\p{N}_/<>])|(?<![\p{L}\p{N}_@])@[A-Za-z0-9_]{1,32}/gu

// A path within a link is no command. With any of these, the link is over.
const LINK = /https?:\/\/[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+(?::\d+)?(\/[^<>"«»\u2000-\u206f]*)/iu

// Telegram keeps 100 styles of a message.
const MAX_ENTITIES = 80

/**
 * Text that a stranger wrote, exactly as typed: what looks like a command or a mention is shown as code, in which
 * Telegram finds neither. So a visitor can call nobody, and no operator closes a conversation by a tap on their words.
 */
export function disarm(text: string): StyledText {
  const entities: Entity[] = []
  for (const { 0: word, index } of text.matchAll(/\S+/gu)) {
    const link = LINK.exec(word)
    const pathEnd = link ? link.index + link[0].length : 0
    const pathStart = pathEnd - (link?.[1]?.length ?? 0)
    for (const match of word.matchAll(COMMAND_OR_MENTION)) {
      if (match.index < pathStart || match.index >= pathEnd)
        entities.push({ type: 'code', offset: index + match.index, length: match[0].length })
    }
  }
  if (entities.length > MAX_ENTITIES) return styled('code', text)
  return entities.length === 0 ? plain(text) : { text, entities }
}

/** A name that a stranger gave, in bold; what would call somebody is code, which Telegram shows in one style only. */
export function disarmedTitle(text: string): StyledText {
  const disarmed = disarm(text)
  return disarmed.entities.length > 0 ? disarmed : styled('bold', text)
}
