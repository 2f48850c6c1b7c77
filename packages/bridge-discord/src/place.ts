import type { z } from 'zod'
import type { Api } from './api.ts'
import { channelSchema, type DiscordChannel, type DiscordUser, userOnlySchema } from './payloads.ts'

export const TEXT_CHANNEL = 0
export const FORUM_CHANNEL = 15

/** Who we are and where threads are opened. Looked up once: neither changes while a process lives. */
export interface Place {
  channelId: string
  me(): Promise<DiscordUser>
  channel(): Promise<DiscordChannel>
}

export function createPlace(api: Api, channelId: string): Place {
  return {
    channelId,
    me: once(() => read(api, '/users/@me', userOnlySchema)),
    channel: once(() => read(api, `/channels/${channelId}`, channelSchema)),
  }
}

/** Gets something, with the fields that we read. */
export async function read<Value>(
  api: Api,
  path: `/${string}`,
  schema: z.ZodType<Value>,
  query?: Record<string, string>,
  signal?: AbortSignal,
): Promise<Value> {
  return schema.parse(await api.call('GET', path, { ...(query && { query }), ...(signal && { signal }) }))
}

// What failed is asked again.
function once<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let answer: Promise<Value> | undefined
  return () => {
    answer ??= ask().catch((error: unknown) => {
      answer = undefined
      throw error
    })
    return answer
  }
}
