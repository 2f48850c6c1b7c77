import { z } from 'zod'
import type { KnowledgeSource } from '../../contracts/knowledge.ts'

/** Longest text that is given as a source itself, in UTF-16 code units. */
export const MAX_TEXT_LENGTH = 100_000

const MAX_ADDRESS_LENGTH = 2048

const title = z.string().trim().min(1).max(200).exactOptional()
const address = z.string().min(1).max(MAX_ADDRESS_LENGTH)

/** A source as the host gives it, in the options or later. */
export const knowledgeSourceSchema: z.ZodType<KnowledgeSource> = z.discriminatedUnion(
  'type',
  [
    z.strictObject({
      type: z.literal('url'),
      value: address.refine(isWebAddress, {
        error: 'must be an address that begins with https:// or http://',
      }),
      title,
      crawl: z.boolean().exactOptional(),
    }),
    z.strictObject({ type: z.literal('file'), value: address, title }),
    z.strictObject({
      type: z.literal('text'),
      value: z
        .string()
        .max(MAX_TEXT_LENGTH, {
          error: `must have at most ${MAX_TEXT_LENGTH} characters; put longer text into a file`,
        })
        .refine(text => text.trim() !== '', { error: 'must not be empty' }),
      title,
    }),
  ],
  { error: "must be 'url', 'file' or 'text'" },
)

function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}
