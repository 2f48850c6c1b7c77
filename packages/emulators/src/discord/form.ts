import { type Complaint, invalidFormOf } from './errors.ts'
import { isSnowflake } from './snowflakes.ts'
import type { Json } from './wire.ts'

interface Length {
  min?: number
  max: number
}

/** Reads fields, remembers everything that is wrong with them, and says it all at once in `check`. */
export interface Form {
  readonly source: Json
  has(name: string): boolean
  /** Trimmed, as Discord does; `null` counts as absent. */
  text(name: string, length: Length): string | undefined
  integer(name: string, range: { min: number; max: number }): number | undefined
  boolean(name: string): boolean | undefined
  choice(name: string, choices: readonly number[]): number | undefined
  snowflake(name: string): string | undefined
  list(name: string, length: Length): unknown[] | undefined
  /** A form inside this one, whose complaints are filed under its path. */
  part(name: string | number, source: unknown): Form
  require(name: string): void
  complain(name: string, code: string, message: string): void
  check(): void
}

export function readForm(source: Json): Form {
  return makeForm(source, '', [])
}

function makeForm(source: Json, path: string, complaints: Complaint[]): Form {
  const at = (name: string): string => [path, name].filter(step => step !== '').join('.')
  const complain = (name: string, code: string, message: string): undefined => {
    complaints.push({ path: at(name), code, message })
  }
  const present = (name: string): unknown => source[name] ?? undefined

  return {
    source,
    has: name => present(name) !== undefined,
    text(name, { min = 0, max }) {
      const value = present(name)
      if (value === undefined) return undefined
      if (typeof value !== 'string' && typeof value !== 'number')
        return complain(name, 'STRING_TYPE_CONVERT', `Could not interpret "${String(value)}" as string.`)
      const text = String(value).trim()
      const size = lengthOf(text)
      if (min > 0 && (size < min || size > max))
        return complain(name, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
      if (size > max) return complain(name, 'BASE_TYPE_MAX_LENGTH', `Must be ${max} or fewer in length.`)
      return text
    },
    integer(name, { min, max }) {
      const value = present(name)
      if (value === undefined) return undefined
      const number = typeof value === 'string' && value !== '' ? Number(value) : value
      if (typeof number !== 'number' || !Number.isInteger(number))
        return complain(name, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not int.`)
      if (number < min)
        return complain(name, 'NUMBER_TYPE_MIN', `int value should be greater than or equal to ${min}.`)
      if (number > max)
        return complain(name, 'NUMBER_TYPE_MAX', `int value should be less than or equal to ${max}.`)
      return number
    },
    boolean(name) {
      const value = present(name)
      if (value === undefined || typeof value === 'boolean') return value
      return complain(name, 'BOOLEAN_TYPE_CONVERT', 'Must be either true or false.')
    },
    choice(name, choices) {
      const value = present(name)
      if (value === undefined) return undefined
      const number = Number(value)
      if (choices.includes(number)) return number
      return complain(name, 'BASE_TYPE_CHOICES', `Value must be one of {${choices.join(', ')}}.`)
    },
    snowflake(name) {
      const value = present(name)
      if (value === undefined) return undefined
      if ((typeof value === 'string' || typeof value === 'number') && isSnowflake(String(value)))
        return String(value)
      return complain(name, 'NUMBER_TYPE_COERCE', `Value "${String(value)}" is not snowflake.`)
    },
    list(name, { min = 0, max }) {
      const value = present(name)
      if (value === undefined) return undefined
      if (!Array.isArray(value))
        return complain(name, 'LIST_TYPE_CONVERT', 'Only iterables may be used in a ListType')
      if (value.length < min || value.length > max)
        return complain(name, 'BASE_TYPE_BAD_LENGTH', `Must be between ${min} and ${max} in length.`)
      return value
    },
    part(name, part) {
      if (!isObject(part)) {
        complain(String(name), 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType')
        return makeForm({}, at(String(name)), complaints)
      }
      return makeForm(part, at(String(name)), complaints)
    },
    require(name) {
      if (present(name) === undefined) complain(name, 'BASE_TYPE_REQUIRED', 'This field is required')
    },
    complain,
    check() {
      if (complaints.length > 0) throw invalidFormOf(complaints)
    },
  }
}

/** Discord counts characters, not UTF-16 units. */
export function lengthOf(text: string): number {
  return [...text].length
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
