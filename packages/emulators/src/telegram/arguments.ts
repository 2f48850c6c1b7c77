import type { UploadedFile } from '../shared/read-body.ts'
import { badRequest } from './errors.ts'

export type { UploadedFile }

/**
 * The parameters of one call. The server knows only strings: a JSON value that is not a string arrives as its raw
 * text, and each method reads the text as what it needs. Unknown parameters are never looked at.
 */
export interface Arguments {
  has(name: string): boolean
  text(name: string): string
  /** Reads leading digits, as td's `to_integer` does: anything else is 0, and the result is clamped. */
  integer(name: string, fallback?: number, min?: number, max?: number): number
  flag(name: string): boolean
  /** The parsed JSON of a parameter, `undefined` when absent or empty. Throws 400 `can't parse <what> JSON object`. */
  json(name: string, what: string): unknown
  file(name: string): UploadedFile | undefined
  /** Everything as plain data, for the journal. */
  plain(): Record<string, string>
}

export function makeArguments(
  values: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, UploadedFile>,
): Arguments {
  const text = (name: string): string => values.get(name) ?? ''
  return {
    has: name => values.has(name),
    text,
    integer(name, fallback = 0, min = -(2 ** 31), max = 2 ** 31 - 1) {
      const raw = text(name)
      const value = raw === '' ? fallback : leadingInteger(raw)
      return Math.min(max, Math.max(min, value))
    },
    flag: name => ['true', 'yes', '1'].includes(text(name).trim().toLowerCase()),
    json(name, what) {
      const raw = text(name)
      if (raw === '') return undefined
      try {
        return JSON.parse(raw) as unknown
      } catch {
        throw badRequest(`Can't parse ${what} JSON object`)
      }
    },
    file: name => files.get(name),
    plain: () =>
      Object.fromEntries([...values, ...[...files].map(([name, file]) => [name, `<file ${file.name}>`])]),
  }
}

/** Turns decoded JSON into the texts the server would see. */
export function asTexts(parameters: Record<string, unknown>): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined) continue
    texts.set(name, typeof value === 'string' ? value : JSON.stringify(value))
  }
  return texts
}

export function leadingInteger(raw: string): number {
  const digits = /^-?\d+/.exec(raw)
  return digits === null ? 0 : Number(digits[0])
}
