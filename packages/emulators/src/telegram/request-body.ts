import type { IncomingMessage } from 'node:http'
import { type Arguments, asTexts, makeArguments, type UploadedFile } from './arguments.ts'

/** Larger bodies are cut off; the real server takes files of 50 MB. */
const maxBodyBytes = 55 * 1024 * 1024

/** Reads a whole request body, or `undefined` when it is larger than any Bot API call may be. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = chunk as Buffer
    size += bytes.length
    if (size > maxBodyBytes) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

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

async function readMultipart(
  contentType: string,
  body: Buffer,
  values: Map<string, string>,
  files: Map<string, UploadedFile>,
): Promise<void> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => new FormData())
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      values.set(name, value)
    } else {
      files.set(name, {
        name: value.name,
        mimeType: value.type || 'application/octet-stream',
        bytes: new Uint8Array(await value.arrayBuffer()),
      })
    }
  }
}
