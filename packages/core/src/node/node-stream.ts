import type { ServerResponse } from 'node:http'

/** Writes a stream as fast as the client reads. Never rejects: a stream that fails cuts the connection. */
export async function pipe(body: ReadableStream<Uint8Array>, response: ServerResponse): Promise<void> {
  const reader = body.getReader()
  const leave = (): void => {
    // A stream that has failed already says so below.
    reader.cancel().catch(() => undefined)
  }
  if (response.destroyed) return leave()
  response.once('close', leave)
  response.flushHeaders()
  // Heard at once, also while a write waits for a client that reads nothing.
  const failed = new Promise<never>((_, reject) => void reader.closed.catch(reject))
  try {
    await Promise.race([failed, writeAll(reader, response)])
    response.end()
  } catch {
    // Half an answer must not look like a whole one; whoever failed the stream has said why.
    response.destroy()
  }
}

async function writeAll(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  response: ServerResponse,
): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read()
    if (done || response.destroyed) return
    if (!response.write(value)) await drained(response)
  }
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const end = (): void => {
      response.off('drain', end)
      response.off('close', end)
      resolve()
    }
    response.on('drain', end)
    response.on('close', end)
  })
}
