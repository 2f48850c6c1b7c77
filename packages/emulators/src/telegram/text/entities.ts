import { badRequest } from '../errors.ts'
import type { Entity, User } from '../wire.ts'

const plainTypes: ReadonlySet<string> = new Set([
  'bold',
  'italic',
  'underline',
  'strikethrough',
  'spoiler',
  'code',
  'blockquote',
  'expandable_blockquote',
])

// The server finds these itself and silently skips them in the input.
const foundTypes: ReadonlySet<string> = new Set([
  'mention',
  'hashtag',
  'cashtag',
  'bot_command',
  'url',
  'email',
  'phone_number',
  'bank_card_number',
])

/**
 * Reads the `entities` parameter. JSON that does not parse, or is no array, counts as no entities; an element that is
 * wrong is refused (get_formatted_text in the server's Client.cpp).
 */
export function readEntities(raw: string, findUser: (id: number) => User | undefined): Entity[] {
  if (raw === '') return []
  let list: unknown
  try {
    list = JSON.parse(raw)
  } catch {
    return []
  }
  if (!Array.isArray(list)) return []
  const entities: Entity[] = []
  for (const item of list as unknown[]) {
    const entity = readEntity(item, findUser)
    if (entity !== undefined) entities.push(entity)
  }
  return entities
}

function readEntity(item: unknown, findUser: (id: number) => User | undefined): Entity | undefined {
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw cannotParse('expected an Object')
  const fields = item as Record<string, unknown>
  const offset = integerField(fields, 'offset')
  const length = integerField(fields, 'length')
  const type = textField(fields, 'type')
  if (type === '') throw cannotParse('Type is not specified')
  if (foundTypes.has(type)) return undefined
  if (plainTypes.has(type)) return { type, offset, length }
  switch (type) {
    case 'pre': {
      const language = fields.language === undefined ? '' : textField(fields, 'language')
      return { type, offset, length, ...(language !== '' && { language }) }
    }
    case 'text_link':
      return { type, offset, length, url: textField(fields, 'url') }
    case 'text_mention': {
      const { user } = fields
      if (user === undefined) throw cannotParse('Can\'t find field "user"')
      const found = findUser(integerField(user as Record<string, unknown>, 'id'))
      // Unknown users lose their mention, the text stays.
      return found === undefined ? undefined : { type, offset, length, user: found }
    }
    case 'custom_emoji':
      return { type, offset, length, custom_emoji_id: String(fields.custom_emoji_id ?? '') }
    default:
      throw cannotParse('Unsupported type specified')
  }
}

function integerField(fields: Record<string, unknown>, name: string): number {
  const value = fields[name]
  if (value === undefined) throw cannotParse(`Can't find field "${name}"`)
  if (typeof value !== 'number' && typeof value !== 'string')
    throw cannotParse(`Field "${name}" must be a Number`)
  const number = Number(value)
  if (!Number.isInteger(number) || value === '') throw cannotParse(`Field "${name}" must be a valid Number`)
  return number
}

function textField(fields: Record<string, unknown>, name: string): string {
  const value = fields[name]
  if (value === undefined) throw cannotParse(`Can't find field "${name}"`)
  if (typeof value !== 'string' && typeof value !== 'number')
    throw cannotParse(`Field "${name}" must be of type String`)
  return String(value)
}

function cannotParse(reason: string): Error {
  return badRequest(`Can't parse MessageEntity: ${reason}`)
}
