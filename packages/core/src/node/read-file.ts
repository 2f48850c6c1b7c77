import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { ReadFile } from '../contracts/knowledge.ts'

const STRETCH_BYTES = 256 * 1024

/**
 * Reads a file that the host named, whole: a relative path from where the process runs.
 * Rejects where there is none, where it is longer than `maxBytes`, and where it is no plain file: devices and pipes may
 * have no end.
 */
export const readFile: ReadFile = async (path, { maxBytes, signal }) => {
  // Without blocking, as a pipe is opened only when somebody writes to it.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const stat = await file.stat()
    if (!stat.isFile()) throw new Error('It is no plain file.')
    if (stat.size > maxBytes) throw tooLong(maxBytes)
    // What it says of its size may be wrong, as under /proc, and it may grow while it is read.
    const parts: Uint8Array[] = []
    let length = 0
    for (;;) {
      signal?.throwIfAborted()
      const { bytesRead, buffer } = await file.read({
        buffer: new Uint8Array(Math.min(STRETCH_BYTES, maxBytes + 1 - length)),
      })
      if (bytesRead === 0) return joined(parts, length)
      parts.push(buffer.subarray(0, bytesRead))
      length += bytesRead
      if (length > maxBytes) throw tooLong(maxBytes)
    }
  } finally {
    await file.close()
  }
}

function tooLong(maxBytes: number): Error {
  return new Error(`The file has more than the ${maxBytes} bytes that are read.`)
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
