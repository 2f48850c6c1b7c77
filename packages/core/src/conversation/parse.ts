import type { z } from 'zod'
import { PocketPingError } from '../protocol/errors.ts'

/**
 * Reads any input against its schema.
 * @throws PocketPingError `BAD_REQUEST`, naming the field and what is wrong with it.
 */
export function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const field = issue?.path.join('.')
  const message = issue?.message ?? 'is not valid'
  throw new PocketPingError('BAD_REQUEST', field ? `${field}: ${message}` : message)
}
