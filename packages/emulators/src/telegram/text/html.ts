import { badRequest } from '../errors.ts'
import type { Entity } from '../wire.ts'
import type { FormattedText } from './clean.ts'
import { checkedLink } from './links.ts'

const entityTypes: ReadonlyMap<string, string> = new Map([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['tg-spoiler', 'spoiler'],
  ['span', 'spoiler'],
  ['code', 'code'],
  ['pre', 'pre'],
  ['blockquote', 'blockquote'],
  ['a', 'text_link'],
  ['tg-emoji', 'custom_emoji'],
])

interface OpenTag {
  name: string
  attributes: Map<string, string>
  offset: number
}

/** Parses `parse_mode: HTML`, refusing with the server's words. */
export function parseHtml(source: string): FormattedText {
  const entities: Entity[] = []
  const open: OpenTag[] = []
  let text = ''
  let index = 0

  while (index < source.length) {
    const char = source.charAt(index)
    if (char === '&') {
      const decoded = decodeReference(source, index)
      text += decoded.text
      index = decoded.end
    } else if (char !== '<') {
      text += char
      index++
    } else if (source.charAt(index + 1) === '/') {
      index = closeTag(source, index, open, entities, text)
    } else {
      index = openTag(source, index, open, text.length)
    }
  }
  const unclosed = open.at(-1)
  if (unclosed !== undefined) {
    throw cannotParse(`Can't find end tag corresponding to start tag "${unclosed.name}"`)
  }
  return { text, entities: entities.map(withoutCodeLanguage) }
}

function openTag(source: string, start: number, open: OpenTag[], offset: number): number {
  const at = byteOffset(source, start)
  const name = (/^[^\s>]*/.exec(source.slice(start + 1))?.[0] ?? '').toLowerCase()
  let index = start + 1 + name.length
  if (index >= source.length) throw cannotParse(`Unclosed start tag at byte offset ${at}`)
  if (!entityTypes.has(name)) throw cannotParse(`Unsupported start tag "${name}" at byte offset ${at}`)

  const attributes = new Map<string, string>()
  const attribute = /\s*([^\s=>/"']*)\s*(?:=\s*(?:"([^"]*)"|'([^']*)'|([A-Za-z0-9.-]*)))?/y
  while (source.charAt(index) !== '>') {
    attribute.lastIndex = index
    const match = attribute.exec(source)
    if (match === null || attribute.lastIndex >= source.length) {
      throw cannotParse(`Unclosed start tag "${name}" at byte offset ${at}`)
    }
    if (match[1] === '' && source.charAt(attribute.lastIndex) !== '>') {
      throw cannotParse(`Empty attribute name in the tag "${name}" at byte offset ${at}`)
    }
    if (match[1] !== undefined && match[1] !== '') {
      attributes.set(match[1], decodeReferences(match[2] ?? match[3] ?? match[4]?.toLowerCase() ?? ''))
    }
    index = attribute.lastIndex
  }
  if (name === 'span' && attributes.get('class') !== 'tg-spoiler') {
    throw cannotParse(`Tag "span" must have class "tg-spoiler" at byte offset ${at}`)
  }
  open.push({ name, attributes, offset })
  return index + 1
}

function closeTag(source: string, start: number, open: OpenTag[], entities: Entity[], text: string): number {
  const at = byteOffset(source, start)
  const tag = open.at(-1)
  if (tag === undefined) throw cannotParse(`Unexpected end tag at byte offset ${at}`)
  const match = /^([^\s>]*)\s*>/.exec(source.slice(start + 2))
  if (match === null) throw cannotParse(`Unclosed end tag at byte offset ${at}`)
  const name = (match[1] ?? '').toLowerCase()
  if (name !== '' && name !== tag.name) {
    throw cannotParse(`Unmatched end tag at byte offset ${at}, expected "</${tag.name}>", found "</${name}>"`)
  }
  open.pop()
  const entity = makeEntity(tag, text)
  if (entity !== undefined) addEntity(entities, entity)
  return start + 2 + match[0].length
}

function makeEntity(tag: OpenTag, text: string): Entity | undefined {
  const type = entityTypes.get(tag.name) ?? ''
  const { offset } = tag
  const length = text.length - offset
  if (length === 0) return undefined
  if (type === 'text_link') {
    const url = checkedLink(tag.attributes.get('href') || text.slice(offset))
    return url === undefined ? undefined : { type, offset, length, url }
  }
  if (type === 'custom_emoji') {
    const id = tag.attributes.get('emoji-id') ?? ''
    if (!/^[1-9]\d*$/.test(id)) throw cannotParse('Invalid custom emoji identifier specified')
    return { type, offset, length, custom_emoji_id: id }
  }
  if (type === 'blockquote' && tag.attributes.has('expandable'))
    return { type: 'expandable_blockquote', offset, length }
  const language = /^language-(.+)/.exec(tag.attributes.get('class') ?? '')?.[1]
  return { type, offset, length, ...(type === 'code' && language !== undefined && { language }) }
}

// `<pre><code class="language-x">` is one entity of type `pre` with a language.
function addEntity(entities: Entity[], entity: Entity): void {
  const last = entities.at(-1)
  if (
    entity.type === 'pre' &&
    last?.type === 'code' &&
    last.offset === entity.offset &&
    last.length === entity.length
  ) {
    last.type = 'pre'
  } else {
    entities.push(entity)
  }
}

// A language on bare code is dropped.
function withoutCodeLanguage(entity: Entity): Entity {
  return entity.type === 'code' ? { type: 'code', offset: entity.offset, length: entity.length } : entity
}

const references: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
])

function decodeReference(source: string, start: number): { text: string; end: number } {
  const match = /^&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));?/iu.exec(source.slice(start, start + 12))
  const end = start + (match?.[0].length ?? 1)
  const code = match?.[1] !== undefined ? Number.parseInt(match[1], 16) : Number(match?.[2] ?? 0)
  if (code > 0 && code < 0x10ffff) return { text: String.fromCodePoint(code), end }
  const named = references.get(match?.[3] ?? '')
  return named === undefined ? { text: '&', end: start + 1 } : { text: named, end }
}

function decodeReferences(value: string): string {
  let decoded = ''
  for (let index = 0; index < value.length; ) {
    if (value.charAt(index) !== '&') {
      decoded += value.charAt(index++)
      continue
    }
    const reference = decodeReference(value, index)
    decoded += reference.text
    index = reference.end
  }
  return decoded
}

function byteOffset(source: string, index: number): number {
  return Buffer.byteLength(source.slice(0, index))
}

function cannotParse(reason: string): Error {
  return badRequest(`Can't parse entities: ${reason}`)
}
