import { open } from 'node:fs/promises'
import type { ReadFile } from '../contracts/knowledge.ts'

/**
 * Reads a file that the host named, whole: a relative path from where the process runs.
 * Rejects where there is none, and where it is longer than `maxBytes`.
 */
export const readFile: ReadFile = async (path, { maxBytes, signal }) => {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    if (size > maxBytes) throw new Error(`The file has ${size} bytes; at most ${maxBytes} are read.`)
    signal?.throwIfAborted()
    return await file.readFile()
  } finally {
    await file.close()
  }
}
