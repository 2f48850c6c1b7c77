import { z } from 'zod'
import type { Inbound, InboundAuthor } from '../../contracts/bridge.ts'
import { platformIdSchema, textSchema } from './values.ts'

const author: z.ZodType<InboundAuthor> = z.strictObject({
  id: platformIdSchema,
  name: z.string().max(10_000),
  avatarUrl: textSchema.exactOptional(),
  username: z.string().max(1000).exactOptional(),
})

const place = { threadId: platformIdSchema, platformId: platformIdSchema }

/** What a platform told, as a process hands it to its engine. */
export const inboundSchema: z.ZodType<Inbound> = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('message'),
    ...place,
    author,
    text: textSchema,
    replyTo: platformIdSchema.exactOptional(),
    unsupported: z.string().max(100).exactOptional(),
    isAddressed: z.boolean().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('edit'),
    version: z.string().max(100).exactOptional(),
    ...place,
    author,
    text: textSchema,
    isAddressed: z.boolean().exactOptional(),
  }),
  z.strictObject({ type: z.literal('delete'), ...place }),
  z.strictObject({
    type: z.literal('reaction'),
    platformId: platformIdSchema,
    author,
    isApproval: z.boolean().exactOptional(),
  }),
  z.strictObject({
    type: z.literal('command'),
    ...place,
    author,
    name: z.string().max(1000),
    args: textSchema,
    replyTo: platformIdSchema.exactOptional(),
  }),
  z.strictObject({ type: z.literal('typing'), threadId: platformIdSchema, author }),
])
