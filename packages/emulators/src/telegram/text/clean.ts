import { badRequest } from '../errors.ts'
import type { Entity } from '../wire.ts'
import { findEntities } from './find.ts'

/** A text as the platform stores it. */
export interface FormattedText {
  text: string
  entities: Entity[]
}

// The server keeps no more than 100 entities of a message.
const maxEntities = 100

/**
 * What the platform makes of a text: control characters become spaces, some invisible ones vanish, both ends are
 * trimmed, entities move along, and links, commands and mentions are found (fix_formatted_text in TDLib).
 */
export function cleanText(input: FormattedText): FormattedText {
  if (!input.text.isWellFormed()) throw badRequest('Strings must be encoded in UTF-8')
  const entities = sorted(input.entities)
  for (const entity of entities) checkRange(entity)
  const cleaned = removeInvisible(input.text, resolveNesting(entities.filter(entity => entity.length > 0)))
  const trimmed = trim(cleaned)
  if (isBlank(trimmed.text)) throw badRequest('Text must be non-empty')
  const found = findEntities(trimmed.text).filter(
    entity => !trimmed.entities.some(other => hides(other, entity)),
  )
  return { text: trimmed.text, entities: sorted([...trimmed.entities, ...found]).slice(0, maxEntities) }
}

/** The same for captions, where an empty text is fine. */
export function cleanCaption(input: FormattedText): FormattedText {
  return isBlank(input.text) ? { text: '', entities: [] } : cleanText(input)
}

function checkRange({ offset, length }: Entity): void {
  if (offset < 0 || offset > 1_000_000) throw badRequest(`Receive an entity with incorrect offset ${offset}`)
  if (length < 0 || length > 1_000_000) throw badRequest(`Receive an entity with incorrect length ${length}`)
}

function sorted(entities: readonly Entity[]): Entity[] {
  return [...entities].sort((left, right) => left.offset - right.offset || right.length - left.length)
}

// Nothing nests inside code; what is inside or across it loses.
function resolveNesting(entities: Entity[]): Entity[] {
  const blocks = entities.filter(isCode)
  return entities.filter(entity => isCode(entity) || !blocks.some(block => overlaps(block, entity)))
}

function removeInvisible(text: string, entities: Entity[]): FormattedText {
  // newOffset[i] is where the UTF-16 unit i of the input stands in the output.
  const newOffset: number[] = []
  let output = ''
  for (let index = 0; index < text.length; index++) {
    newOffset.push(output.length)
    const unit = text.charCodeAt(index)
    if (isDropped(unit)) continue
    output += unit < 32 && unit !== 10 ? ' ' : text.charAt(index)
  }
  newOffset.push(output.length)

  const moved = entities.map(entity => {
    const end = entity.offset + entity.length
    if (entity.offset >= text.length) {
      throw badRequest(`Entity begins after the end of the text at UTF-16 offset ${entity.offset}`)
    }
    if (end > text.length) {
      throw badRequest(
        `Entity beginning at UTF-16 offset ${entity.offset} ends after the end of the text at UTF-16 offset ${end}`,
      )
    }
    if (splitsPair(text, entity.offset)) {
      throw badRequest(
        `Entity begins in a middle of a UTF-16 symbol at byte offset ${byteOffset(text, entity.offset)}`,
      )
    }
    if (splitsPair(text, end)) {
      const at = byteOffset(text, end)
      throw badRequest(
        `Entity beginning at UTF-16 offset ${entity.offset} ends in a middle of a UTF-16 symbol at byte offset ${at}`,
      )
    }
    const offset = newOffset[entity.offset] ?? 0
    return { ...entity, offset, length: (newOffset[end] ?? 0) - offset }
  })
  return { text: output, entities: moved.filter(entity => !isBlank(slice(output, entity))) }
}

// Leading blanks go up to the first entity, trailing blanks go even when an entity covers them.
function trim({ text, entities }: FormattedText): FormattedText {
  const end = text.replace(/[ \n]+$/, '').length
  const firstEntity = entities[0]?.offset ?? end
  const start = Math.min(/^[ \n]*/.exec(text)?.[0].length ?? 0, firstEntity)
  const kept = entities
    .filter(entity => entity.offset < end)
    .map(entity => ({
      ...entity,
      offset: entity.offset - start,
      length: Math.min(entity.offset + entity.length, end) - entity.offset,
    }))
  return { text: text.slice(start, end), entities: kept }
}

// `\r`, the line and direction marks U+2028–U+202E, and three combining lines.
function isDropped(unit: number): boolean {
  return (
    unit === 13 || (unit >= 0x2028 && unit <= 0x202e) || unit === 0x0333 || unit === 0x033f || unit === 0x030a
  )
}

function isBlank(text: string): boolean {
  return /^[\s\u200b-\u200f\u2060-\u2064\ufeff\u3164]*$/u.test(text)
}

function isCode(entity: Entity): boolean {
  return entity.type === 'code' || entity.type === 'pre'
}

function overlaps(left: Entity, right: Entity): boolean {
  return left.offset < right.offset + right.length && right.offset < left.offset + left.length
}

// Found entities do not reach into code and links that the sender marked.
function hides(given: Entity, found: Entity): boolean {
  const isOpaque = isCode(given) || given.type === 'text_link' || given.type === 'text_mention'
  return isOpaque && overlaps(given, found)
}

function slice(text: string, entity: Entity): string {
  return text.slice(entity.offset, entity.offset + entity.length)
}

function splitsPair(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return at > 0 && unit >= 0xdc00 && unit <= 0xdfff
}

function byteOffset(text: string, at: number): number {
  return Buffer.byteLength(text.slice(0, at + 1))
}
