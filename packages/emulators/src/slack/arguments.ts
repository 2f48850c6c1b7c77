import { readMultipart, type UploadedFile } from '../shared/read-body.ts'
import { MethodError, missingField } from './errors.ts'

/** The arguments of one call. All are texts: what is not a string in a JSON body arrives as its JSON. */
export interface Arguments {
  has(name: string): boolean
  text(name: string): string
  /** The text, or `invalid_arguments` when it is missing. */
  required(name: string): string
  flag(name: string, fallback?: boolean): boolean
  integer(name: string, fallback: number): number
  /** Parsed JSON; throws `error` when it is not of the wanted form. */
  list(name: string, error: string): Record<string, unknown>[] | undefined
  object(name: string, error: string): Record<string, unknown> | undefined
  file(name: string): UploadedFile | undefined
  /** Everything as plain data, for the journal; without the token. */
  plain(): Record<string, string>
}

export interface ReadRequest {
  args: Arguments
  /** A token among the arguments. */
  token: string | undefined
  isJson: boolean
  /** What Slack finds odd about the request. */
  warnings: string[]
}

/** Reads arguments from the query string and from a JSON, urlencoded or multipart body. */
export async function readRequest(
  query: URLSearchParams,
  contentType: string,
  body: Buffer,
): Promise<ReadRequest> {
  const values = new Map<string, string>(query)
  // A token in the query string has not counted since 2021.
  values.delete('token')
  const files = new Map<string, UploadedFile>()
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  const hasCharset = /charset=/i.test(contentType)
  const isJson = type === 'application/json'

  if (isJson) {
    for (const [name, value] of Object.entries(parseObject(body.toString('utf8')))) {
      if (value === null || value === undefined) continue
      values.set(name, typeof value === 'string' ? value : JSON.stringify(value))
    }
  } else if (type === 'application/x-www-form-urlencoded') {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) values.set(name, value)
  } else if (type === 'multipart/form-data') {
    await readMultipart(contentType, body, values, files)
  }
  const token = values.get('token')
  values.delete('token')
  const warnings = isJson && !hasCharset ? ['missing_charset'] : []
  if (type === 'application/x-www-form-urlencoded' && hasCharset) warnings.push('superfluous_charset')
  return { args: makeArguments(values, files), token, isJson, warnings }
}

function makeArguments(
  values: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, UploadedFile>,
): Arguments {
  const text = (name: string): string => values.get(name) ?? ''
  const parse = (name: string, error: string): unknown => {
    try {
      return JSON.parse(text(name)) as unknown
    } catch {
      throw new MethodError(error)
    }
  }
  return {
    has: name => values.has(name) && values.get(name) !== '',
    text,
    required(name) {
      const value = text(name)
      if (value === '') throw missingField(name)
      return value
    },
    flag: (name, fallback = false) =>
      values.has(name) ? ['1', 'true', 't', 'yes'].includes(text(name).toLowerCase()) : fallback,
    integer(name, fallback) {
      const value = text(name)
      return /^-?\d+$/.test(value) ? Number(value) : fallback
    },
    list(name, error) {
      if (text(name) === '') return undefined
      const value = parse(name, error)
      if (!Array.isArray(value) || !value.every(isObject)) throw new MethodError(error)
      return value
    },
    object(name, error) {
      if (text(name) === '') return undefined
      const value = parse(name, error)
      if (!isObject(value)) throw new MethodError(error)
      return value
    },
    file: name => files.get(name),
    plain: () =>
      Object.fromEntries([...values, ...[...files].map(([name, file]) => [name, `<file ${file.name}>`])]),
  }
}

export const noArguments: Arguments = makeArguments(new Map(), new Map())

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseObject(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new MethodError('invalid_json')
  }
  if (!isObject(value)) throw new MethodError('json_not_object')
  return value
}
