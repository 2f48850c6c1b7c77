import { z } from 'zod'
import { PocketPingError } from './errors.ts'

/** What JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json }

/** A flat bag of named JSON values, bounded in size where it comes from outside. */
export type JsonObject = { [key: string]: Json }

/** Longest JSON text of one custom data object, in UTF-16 code units. */
export const MAX_DATA_LENGTH = 8192

export const dataSchema: z.ZodType<JsonObject> = z
  .record(z.string().max(100), z.json() as z.ZodType<Json>)
  .refine(data => JSON.stringify(data).length <= MAX_DATA_LENGTH, {
    error: `must be at most ${MAX_DATA_LENGTH} characters of JSON`,
  })

// Nothing of ours is deeper than this; what is would overflow the stack of whoever walks it.
const MAX_DEPTH = 32

/** Reads JSON from outside. @throws PocketPingError `INVALID_JSON`, `BAD_REQUEST` where it is nested too deeply */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new PocketPingError('INVALID_JSON', 'This must be JSON.', { cause })
  }
  if (!isShallow(value, MAX_DEPTH)) throw new PocketPingError('BAD_REQUEST', 'This is nested too deeply.')
  return value
}

function isShallow(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every(inner => isShallow(inner, depth - 1))
}
