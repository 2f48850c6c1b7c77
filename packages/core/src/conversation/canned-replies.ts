import { z } from 'zod'
import { MAX_CONTENT_LENGTH } from '../protocol/limits.ts'

/** Answers that operators give by one word: `{ hours: 'We are open …' }` is said by `!hours`. */
export const repliesSchema: z.ZodType<Readonly<Record<string, string>>> = z.record(
  z.string().regex(/^[a-z0-9_]{1,32}$/),
  z.string().max(MAX_CONTENT_LENGTH).regex(/\S/, { error: 'must not be empty' }),
  {
    error: ({ code }) =>
      code === 'invalid_key' ? 'must be named by 1 to 32 small letters, digits or _' : undefined,
  },
)
