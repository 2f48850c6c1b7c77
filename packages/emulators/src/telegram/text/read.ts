import type { Arguments } from '../arguments.ts'
import { badRequest } from '../errors.ts'
import type { User } from '../wire.ts'
import type { FormattedText } from './clean.ts'
import { readEntities } from './entities.ts'
import { parseHtml } from './html.ts'
import { parseMarkdown } from './markdown.ts'

// The server's own limit before anything is parsed, in bytes.
const maxBytes = 1 << 15

/** Reads a text parameter with its parse mode or entities; not yet cleaned. */
export function readText(
  args: Arguments,
  textName: string,
  entitiesName: string,
  findUser: (id: number) => User | undefined,
): FormattedText {
  const text = args.text(textName)
  if (Buffer.byteLength(text) > maxBytes) throw badRequest('Text is too long')
  const mode = args.text('parse_mode').toLowerCase()
  if (text === '' || mode === '' || mode === 'none') {
    return { text, entities: readEntities(args.text(entitiesName), findUser) }
  }
  switch (mode) {
    case 'html':
      return parseHtml(text)
    case 'markdownv2':
      return parseMarkdown(text)
    case 'markdown':
      // The legacy mode is not emulated: refusing is stricter than guessing.
      throw badRequest("Can't parse entities: the emulator does not know the legacy Markdown mode")
    default:
      throw badRequest('Unsupported parse_mode')
  }
}

/** How long a text is for Telegram's limits: in code points. */
export function codePoints(text: string): number {
  return [...text].length
}
