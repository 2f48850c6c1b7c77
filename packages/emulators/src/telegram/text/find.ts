import type { Entity } from '../wire.ts'

interface Finder {
  type: string
  pattern: RegExp
}

// What Telegram's server marks by itself in any message. The real rules are longer (all of TDLib's find_*); these cover
// what people write in a chat. Order matters: the first that claims a stretch keeps it.
const finders: readonly Finder[] = [
  { type: 'url', pattern: /(?<![\w@.])(?:https?|ftp|tg|ton):\/\/[^\s<>"'«»]+/giu },
  { type: 'email', pattern: /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z0-9-]+\.)+[a-z]{2,24}(?![\w-])/giu },
  {
    type: 'url',
    pattern:
      /(?<![\w@./-])(?:[a-z0-9-]{1,63}\.)+(?:com|org|net|edu|gov|info|io|dev|app|me|co|ai|de|uk|fr|es|it|nl|pl|ru|eu|us|ch|at|be|se|jp|cn|in|br|shop|store|xyz|online|site|example|test)(?::\d{1,5})?(?:[/?#][^\s<>"'«»]*)?(?![\w-])/giu,
  },
  {
    type: 'bot_command',
    pattern: /(?<![\p{L}\p{N}_/<>@])\/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\p{L}\p{N}_@/])/giu,
  },
  { type: 'mention', pattern: /(?<![\p{L}\p{N}_@])@[a-z0-9_]{2,32}(?![\p{L}\p{N}_])/giu },
  { type: 'hashtag', pattern: /(?<![\p{L}\p{N}_#])#(?=[\p{L}\p{N}_]*[\p{L}_])[\p{L}\p{N}_]{1,256}/gu },
  { type: 'cashtag', pattern: /(?<![\p{L}\p{N}_$])\$[A-Z]{3,8}(?![\p{L}\p{N}_$])/gu },
  { type: 'phone_number', pattern: /(?<![\p{L}\p{N}_+])\+\d[\d ()-]{7,17}\d(?![\p{L}\p{N}_])/gu },
]

/** Finds links, addresses, commands, mentions, tags and phone numbers. Offsets are UTF-16 units. */
export function findEntities(text: string): Entity[] {
  const found: Entity[] = []
  for (const { type, pattern } of finders) {
    for (const match of text.matchAll(pattern)) {
      // The sentence's punctuation does not belong to the link.
      const length = type === 'url' ? match[0].replace(/[.,:;!?'"()[\]{}…]+$/u, '').length : match[0].length
      const entity: Entity = { type, offset: match.index, length }
      if (length > 0 && !found.some(other => overlaps(other, entity))) found.push(entity)
    }
  }
  return found.sort((left, right) => left.offset - right.offset)
}

function overlaps(left: Entity, right: Entity): boolean {
  return left.offset < right.offset + right.length && right.offset < left.offset + left.length
}
