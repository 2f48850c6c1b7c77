import type { Clock, Logger, Take } from '@pocketping/core'
import { pause } from '@pocketping/core/bridge-kit'
import type { z } from 'zod'
import type { Api } from './api.ts'
import { CODES, codeOf, toBridgeError } from './errors.ts'
import type { Operators } from './operators.ts'
import {
  type DiscordMessage,
  type DiscordThread,
  type DiscordUser,
  type ListedMessage,
  memberSchema,
  messagesSchema,
  threadListSchema,
} from './payloads.ts'
import { read } from './place.ts'
import type { Reader } from './reader.ts'
import { compareSnowflakes, isLater, snowflakeAt, timeOf } from './snowflakes.ts'

export interface CatchUpOptions {
  api: Api
  clock: Clock
  guildId: string
  channelId: string
  botId: string
  operators: Operators
  reader: Reader
  logger: Logger
  signal: AbortSignal
}

// Ids are given by many machines at once, so events come a little out of their order. What is told twice by this, the
// engine drops.
const MARGIN_MS = 10_000

// An edit does not make a thread look newer, so edits are looked for where somebody wrote not long before.
const EDITS_BACK_MS = 3_600_000

const PAGE = 100
const EDITS_PAGE = 50

/** Reads what was written and changed in our threads since then, oldest first within a thread. */
export async function catchUp(options: CatchUpOptions, since: string, take: Take): Promise<void> {
  try {
    await readThreads(options, since, take)
  } catch (error) {
    // Stopped meanwhile: the next start reads it again.
    if (!options.signal.aborted) throw error
  }
}

async function readThreads(options: CatchUpOptions, since: string, take: Take): Promise<void> {
  const from = snowflakeAt(timeOf(since) - MARGIN_MS)
  const editsFrom = snowflakeAt(timeOf(from) - EDITS_BACK_MS)
  for (const thread of await listThreads(options, from)) {
    const latest = thread.last_message_id
    if (!latest) continue
    try {
      if (isLater(latest, editsFrom)) await readEdits(options, thread.id, from, take)
      if (isLater(latest, from)) await readMessages(options, thread.id, from, take)
    } catch (error) {
      const code = codeOf(error)
      // Deleted meanwhile, or hidden from us: there is nothing that could be read.
      if (code !== CODES.unknownChannel && code !== CODES.missingAccess) throw error
    }
  }
}

/** Our threads that may have news: those of the server that are active, and those of the channel archived since. */
async function listThreads(options: CatchUpOptions, from: string): Promise<DiscordThread[]> {
  const { guildId, channelId, botId } = options
  const { threads: active } = await get(options, `/guilds/${guildId}/threads/active`, threadListSchema)
  const ours = active.filter(thread => thread.owner_id === botId || thread.parent_id === channelId)
  for (let before: string | undefined; ; ) {
    const query = { limit: String(PAGE), ...(before && { before }) }
    const page = await get(options, `/channels/${channelId}/threads/archived/public`, threadListSchema, query)
    const recent = page.threads.filter(thread => archivedAt(thread) >= timeOf(from))
    ours.push(...recent)
    // They come in the order in which they were archived, the last one first.
    before = recent.at(-1)?.thread_metadata?.archive_timestamp
    if (!page.has_more || recent.length < page.threads.length || !before) return ours
  }
}

async function readMessages(
  options: CatchUpOptions,
  threadId: string,
  from: string,
  take: Take,
): Promise<void> {
  for (let after = from; ; ) {
    const page = await getMessages(options, threadId, { after, limit: String(PAGE) })
    for (const message of readable(page, options)) {
      await knowWriter(options, message.author)
      const item = options.reader.message(message)
      // Where the message is known already, only this tells how it reads now.
      const edit = options.reader.edit(message)
      // The intake waits for all of them; threads do not wait for each other.
      for (const one of [item, edit]) if (one) void take(one)
    }
    after = page.at(-1)?.id ?? after
    if (page.length < PAGE) return
  }
}

async function readEdits(options: CatchUpOptions, threadId: string, from: string, take: Take): Promise<void> {
  const page = await getMessages(options, threadId, { before: from, limit: String(EDITS_PAGE) })
  for (const message of readable(page, options)) {
    const edited = message.edited_timestamp ? Date.parse(message.edited_timestamp) : 0
    if (edited < timeOf(from)) continue
    await knowWriter(options, message.author)
    const item = options.reader.edit(message)
    if (item) void take(item)
  }
}

async function getMessages(
  options: CatchUpOptions,
  threadId: string,
  query: Record<string, string>,
): Promise<ListedMessage[]> {
  const page = await get(options, `/channels/${threadId}/messages`, messagesSchema, query)
  return page.sort((one, other) => compareSnowflakes(one.id, other.id))
}

function readable(page: readonly ListedMessage[], { logger }: CatchUpOptions): DiscordMessage[] {
  return page.flatMap(({ id, message }) => {
    if (!message) logger.error('A message of Discord could not be read', { id })
    return message ?? []
  })
}

/** What is read later says nothing of nicknames, so they are asked for once. */
async function knowWriter(options: CatchUpOptions, user: DiscordUser): Promise<void> {
  const { guildId, operators } = options
  if (user.bot || operators.remember(user.id, undefined)) return
  try {
    operators.remember(user.id, await get(options, `/guilds/${guildId}/members/${user.id}`, memberSchema))
  } catch (error) {
    if (codeOf(error) !== CODES.unknownMember) throw error
    // They have left the server, and keep the name of their account.
    operators.remember(user.id, {})
  }
}

/** Gets something; a limit is waited out here, since beginning anew would run into it again. */
async function get<Value>(
  { api, clock, signal }: CatchUpOptions,
  path: `/${string}`,
  schema: z.ZodType<Value>,
  query?: Record<string, string>,
): Promise<Value> {
  for (;;) {
    try {
      return await read(api, path, schema, query, signal)
    } catch (error) {
      const { kind, retryAfterMs } = toBridgeError(error)
      if (kind !== 'rate-limited' || signal.aborted) throw error
      await pause(clock, retryAfterMs ?? 1000, signal)
    }
  }
}

function archivedAt({ thread_metadata: metadata }: DiscordThread): number {
  return metadata ? Date.parse(metadata.archive_timestamp) : 0
}
