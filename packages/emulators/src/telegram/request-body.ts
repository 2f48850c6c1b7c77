import { readMultipart } from '../shared/read-body.ts'
import { type Arguments, asTexts, makeArguments, type UploadedFile } from './arguments.ts'

/** Reads parameters from the query string and from a JSON, urlencoded or multipart body; the query string wins. */
export async function readArguments(
  query: URLSearchParams,
  contentType: string,
  body: Buffer,
): Promise<Arguments> {
  const values = new Map<string, string>()
  const files = new Map<string, UploadedFile>()
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? ''

  if (type === 'application/json') {
    for (const [name, value] of asTexts(parseObject(body.toString('utf8')))) values.set(name, value)
  } else if (type === 'application/x-www-form-urlencoded') {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) values.set(name, value)
  } else if (type === 'multipart/form-data') {
    await readMultipart(contentType, body, values, files)
  }
  for (const [name, value] of query) values.set(name, value)
  return makeArguments(values, files)
}

// The server logs a body that it cannot parse and goes on without it; so "chat_id is empty" is what the client sees.
function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {}
  } catch {
    return {}
  }
}
