import { emojiNames } from './emoji.ts'
import { escapeText } from './escape.ts'

/**
 * What Slack keeps of a bot's text. Sequences in angle brackets stay, `<!channel>` with its power; stray brackets and
 * ampersands are escaped; links and addresses are put in brackets; emoji become names.
 */
export function keepPosted(text: string): string {
  return text
    .split(/(<(?:[@#!][^<>\n]+|(?:https?|mailto|tel):[^<>\n]+)>)/)
    .map((part, index) => (index % 2 === 1 ? part : keepPlain(part)))
    .join('')
}

const unescapes: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' }

const links =
  /https?:\/\/[^\s<>|]*[^\s<>|.,;:!?'")\]*_~`]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|\p{Emoji_Presentation}|\p{Emoji}\uFE0F/gu

function keepPlain(part: string): string {
  // What is escaped already is not escaped again.
  const given = part.replace(/&(amp|lt|gt);/g, (_all, name: string) => unescapes[name] ?? '')
  let kept = ''
  let end = 0
  for (const match of given.matchAll(links)) {
    kept += escapeText(given.slice(end, match.index)) + keepPiece(match[0])
    end = match.index + match[0].length
  }
  return kept + escapeText(given.slice(end))
}

function keepPiece(found: string): string {
  if (found.startsWith('http')) return `<${escapeText(found)}>`
  if (found.includes('@')) return `<mailto:${found}|${found}>`
  const name = emojiNames.get(found.replace('\uFE0F', ''))
  return name === undefined ? escapeText(found) : `:${name}:`
}
