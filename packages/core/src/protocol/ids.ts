import { z } from 'zod'

/** 128 random bits in hex behind a prefix that names the noun: `sess_…`, `vis_…`, `msg_…`. */
export function newId(prefix: 'sess' | 'vis' | 'msg' | 'evt' | 'conn' | 'word' | 'whk'): string {
  return `${prefix}_${crypto.randomUUID().replaceAll('-', '')}`
}

/** An id made by a widget: unique within its session, so the same id twice is the same thing. */
export const clientIdSchema: z.ZodType<string> = z.string().regex(/^(msg|evt)_[A-Za-z0-9_-]{8,40}$/, {
  error: 'must be msg_ or evt_ followed by 8 to 40 letters, digits, _ or -',
})

/** An id that is only looked up, never made, here. */
export const idSchema: z.ZodType<string> = z.string().min(1).max(64)
