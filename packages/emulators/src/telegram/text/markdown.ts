import { badRequest } from '../errors.ts'
import type { Entity } from '../wire.ts'
import type { FormattedText } from './clean.ts'
import { checkedLink } from './links.ts'

const reserved = '_*[]()~`>#+-=|{}.!'

// Marker → entity; the longer marker is tried first, so `__` is underline and never two italics.
const markers: readonly [string, string][] = [
  ['```', 'pre'],
  ['__', 'underline'],
  ['||', 'spoiler'],
  ['`', 'code'],
  ['*', 'bold'],
  ['_', 'italic'],
  ['~', 'strikethrough'],
]

// How TDLib names the kinds of entity in its messages.
const spokenNames: ReadonlyMap<string, string> = new Map([
  ['pre', 'Pre'],
  ['underline', 'Underline'],
  ['spoiler', 'Spoiler'],
  ['code', 'Code'],
  ['bold', 'Bold'],
  ['italic', 'Italic'],
  ['strikethrough', 'Strikethrough'],
  ['text_link', 'TextUrl'],
  ['blockquote', 'BlockQuote'],
])

interface OpenMark {
  type: string
  marker: string
  offset: number
  at: number
  language: string
}

/** Parses `parse_mode: MarkdownV2`, refusing with the server's words. */
export function parseMarkdown(source: string): FormattedText {
  const entities: Entity[] = []
  const open: OpenMark[] = []
  let text = ''
  let index = 0
  let isLineStart = true

  while (index < source.length) {
    const char = source.charAt(index)
    const inside = open.at(-1)
    const isInCode = inside?.type === 'code' || inside?.type === 'pre'
    const next = source.charCodeAt(index + 1)

    if (char === '\\' && next > 0 && next <= 126) {
      text += source.charAt(index + 1)
      isLineStart = source.charAt(index + 1) === '\n'
      index += 2
      continue
    }
    if (char === '\n' && !isInCode) {
      closeQuote(open, entities, text, source.charAt(index + 1) !== '>')
      text += char
      index++
      isLineStart = true
      continue
    }
    if (isLineStart && char === '>' && !isInCode) {
      if (!open.some(mark => mark.type === 'blockquote')) {
        open.push({
          type: 'blockquote',
          marker: '',
          offset: text.length,
          at: byteOffset(source, index),
          language: '',
        })
      }
      index++
      isLineStart = false
      continue
    }
    isLineStart = false
    if (isInCode ? char !== '`' : !reserved.includes(char)) {
      text += char
      index++
      continue
    }
    if (inside !== undefined && source.startsWith(inside.marker, index) && closes(inside, source, index)) {
      index = closeMark(source, index, open, entities, text)
    } else {
      index = openMark(source, index, open, text.length)
    }
  }
  closeQuote(open, entities, text, true)
  const unclosed = open.at(-1)
  if (unclosed !== undefined) throw cannotParse(noEnd(unclosed))
  return { text, entities }
}

// A single `_` ends an italic, but `__` inside an italic begins or ends an underline.
function closes(mark: OpenMark, source: string, index: number): boolean {
  if (mark.marker === '') return false
  return mark.type !== 'italic' || source.charAt(index + 1) !== '_'
}

function openMark(source: string, index: number, open: OpenMark[], offset: number): number {
  const at = byteOffset(source, index)
  if (source.charAt(index) === '[') {
    open.push({ type: 'text_link', marker: ']', offset, at, language: '' })
    return index + 1
  }
  const found = markers.find(([marker]) => source.startsWith(marker, index))
  if (found === undefined) {
    throw cannotParse(
      `Character '${source.charAt(index)}' is reserved and must be escaped with the preceding '\\'`,
    )
  }
  const [marker, type] = found
  const language = type === 'pre' ? (/^```([^\s`]+)(?=\s)/.exec(source.slice(index))?.[1] ?? '') : ''
  open.push({ type, marker, offset, at, language })
  const after = index + marker.length + language.length
  return type === 'pre' ? after + (/^\r?\n/.exec(source.slice(after))?.[0].length ?? 0) : after
}

function closeMark(
  source: string,
  index: number,
  open: OpenMark[],
  entities: Entity[],
  text: string,
): number {
  const mark = open.pop() as OpenMark
  const { type, offset } = mark
  const length = text.length - offset
  if (type !== 'text_link') {
    if (length > 0)
      entities.push({ type, offset, length, ...(mark.language !== '' && { language: mark.language }) })
    return index + mark.marker.length
  }
  let end = index + 1
  let address = text.slice(offset)
  if (source.charAt(end) === '(') {
    const match = /^\(((?:\\[\s\S]|[^)\\])*)\)/.exec(source.slice(end))
    if (match === null)
      throw cannotParse(`Can't find end of a URL at byte offset ${byteOffset(source, end + 1)}`)
    address = (match[1] ?? '').replace(/\\([\s\S])/g, '$1')
    end += match[0].length
  }
  const url = checkedLink(address)
  if (url !== undefined && length > 0) entities.push({ type, offset, length, url })
  return end
}

// A quote runs to the first line that does not begin with `>`. A trailing `||` makes it expandable.
function closeQuote(open: OpenMark[], entities: Entity[], text: string, isOver: boolean): void {
  if (!isOver || !open.some(mark => mark.type === 'blockquote')) return
  let mark = open.pop() as OpenMark
  let type = 'blockquote'
  if (mark.type === 'spoiler' && mark.offset === text.length) {
    type = 'expandable_blockquote'
    mark = open.pop() as OpenMark
  }
  if (mark.type !== 'blockquote') throw cannotParse(noEnd(mark))
  const length = text.length - mark.offset
  if (length > 0) entities.push({ type, offset: mark.offset, length })
}

function noEnd(mark: OpenMark): string {
  return `Can't find end of ${spokenNames.get(mark.type) ?? mark.type} entity at byte offset ${mark.at}`
}

function byteOffset(source: string, index: number): number {
  return Buffer.byteLength(source.slice(0, index))
}

function cannotParse(reason: string): Error {
  return badRequest(`Can't parse entities: ${reason}`)
}
