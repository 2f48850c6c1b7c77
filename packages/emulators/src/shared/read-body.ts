import type { IncomingMessage } from 'node:http'

/** Larger bodies are cut off: no platform takes larger ones from a bot. */
const maxBodyBytes = 55 * 1024 * 1024

/** A file that came in a multipart body. */
export interface UploadedFile {
  name: string
  mimeType: string
  bytes: Uint8Array
}

/** Reads a whole request body, or `undefined` when it is larger than any call may be. */
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

/** Adds the fields and files of a multipart body to the maps; a body that cannot be read adds nothing. */
export async function readMultipart(
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
