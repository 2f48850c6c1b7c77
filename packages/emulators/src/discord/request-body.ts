import { readMultipart, type UploadedFile } from '../shared/read-body.ts'
import { ApiError, invalidForm } from './errors.ts'
import { isObject } from './form.ts'
import type { Json } from './wire.ts'

/** Larger requests are refused. */
export const maxRequestBytes: number = 25 * 1024 * 1024

export interface Body {
  body: Json
  /** By the n of `files[n]`. */
  files: Map<string, UploadedFile>
}

/** Reads a JSON body, or a multipart one with its `payload_json` and files. */
export async function readRequest(contentType: string, bytes: Buffer): Promise<Body> {
  const files = new Map<string, UploadedFile>()
  if (bytes.length === 0) return { body: {}, files }
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (type === 'multipart/form-data') return readForm(contentType, bytes)
  if (type !== 'application/json')
    throw invalidForm(
      '',
      'CONTENT_TYPE_INVALID',
      'Expected "Content-Type" header to be one of {\'application/json\'}.',
    )
  return { body: parse(bytes.toString('utf8')), files }
}

async function readForm(contentType: string, bytes: Buffer): Promise<Body> {
  const values = new Map<string, string>()
  const uploads = new Map<string, UploadedFile>()
  await readMultipart(contentType, bytes, values, uploads)
  const payload = values.get('payload_json')
  const files = new Map<string, UploadedFile>()
  for (const [name, file] of uploads) {
    const index = /^files\[(\d+)\]$/.exec(name)?.[1]
    if (index !== undefined) files.set(index, file)
  }
  return { body: payload === undefined ? Object.fromEntries(values) : parse(payload), files }
}

function parse(text: string): Json {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ApiError(400, 50109, 'The request body contains invalid JSON.')
  }
  if (isObject(value)) return value
  // Some routes take a list; here none does.
  throw invalidForm('', 'DICT_TYPE_CONVERT', 'Only dictionaries may be used in a DictType')
}
