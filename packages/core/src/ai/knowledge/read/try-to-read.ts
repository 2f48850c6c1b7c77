import type { Reading } from './reading.ts'
import { UnreadableError } from './unreadable-error.ts'

/** What was read; undefined, and noted as a problem, where it cannot be. */
export async function tryToRead<Result>(
  reading: Reading,
  id: string,
  read: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await read()
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error
    reading.problem(id, error.message)
    return undefined
  }
}

/** Says that something is larger than it may be. */
export function tooLarge(maxBytes: number): string {
  return `It is larger than ${maxBytes / 1_000_000} MB.`
}
