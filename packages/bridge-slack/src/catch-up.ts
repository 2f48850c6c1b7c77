import type { Clock, Logger, Take } from '@pocketping/core'
import { pause } from '@pocketping/core/bridge-kit'
import type { SlackClient } from './client.ts'
import { toBridgeError } from './errors.ts'
import { readEvent } from './inbound.ts'
import { messageSchema, type SlackMessage, type SlackMessageEvent } from './payloads.ts'
import type { FindPerson } from './people.ts'

export interface CatchUpOptions {
  client: SlackClient
  channel: string
  findPerson: FindPerson
  clock: Clock
  logger: Logger
  signal: AbortSignal
}

// Nobody answers in older threads; and a channel with more of them is read no further back.
const LONGEST_DAYS = 90
const MAX_PAGES = 50
const PAGE = 999

// Slack tells a late event within some minutes, so what came shortly before may still be missing. The engine knows
// what it has.
const OVERLAP_SECONDS = 900

/** Reads what operators wrote and changed in the channel's threads since then, and hands it in. */
export async function readMissed(
  since: string | undefined,
  take: Take,
  options: CatchUpOptions,
): Promise<void> {
  if (since === undefined) return
  const from = (Number(since) - OVERLAP_SECONDS).toFixed(6)
  for await (const thread of threadsSince(from, options)) {
    for await (const message of repliesSince(thread, from, options))
      await handIn(message, since, take, options)
  }
}

/** The threads in which something was said later than that. Slack lists the opening messages, newest first. */
async function* threadsSince(from: string, options: CatchUpOptions): AsyncGenerator<string> {
  const { client, channel, clock } = options
  const web = await client.web()
  const oldest = (clock.now() / 1000 - LONGEST_DAYS * 86_400).toFixed(6)
  let cursor: string | undefined
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const range = { channel, oldest, limit: PAGE, ...(cursor && { cursor }) }
    const answer = await patiently(options, () => web.conversations.history(range))
    for (const message of answer?.messages ?? []) {
      const isOfProgram = message.bot_id !== undefined || message.subtype === 'tombstone'
      if (isOfProgram && message.ts && (message.latest_reply ?? '') > from) yield message.ts
    }
    cursor = answer?.response_metadata?.next_cursor
    if (!cursor) return
  }
}

/** What was said in a thread later than that, oldest first. */
async function* repliesSince(
  thread: string,
  from: string,
  options: CatchUpOptions,
): AsyncGenerator<SlackMessage> {
  const { client, channel, logger } = options
  const web = await client.web()
  let cursor: string | undefined
  do {
    const range = { channel, ts: thread, oldest: from, limit: PAGE, ...(cursor && { cursor }) }
    const answer = await patiently(options, () => web.conversations.replies(range))
    for (const message of answer?.messages ?? []) {
      // Each page begins with the message that opened the thread.
      if (message.ts === thread) continue
      const parsed = messageSchema.safeParse(message)
      if (parsed.success) yield parsed.data
      else
        logger.error('A message in Slack could not be read', {
          field: parsed.error.issues[0]?.path.join('.'),
        })
    }
    cursor = answer?.response_metadata?.next_cursor
  } while (cursor)
}

async function handIn(
  message: SlackMessage,
  since: string,
  take: Take,
  { client, channel, findPerson }: CatchUpOptions,
): Promise<void> {
  const { userId: botUserId } = await client.me()
  const events: SlackMessageEvent[] = [{ ...message, type: 'message', channel }]
  // Slack keeps the second of an edit, and no more.
  if (message.edited && message.edited.ts >= `${since.split('.', 1)[0]}.000000`)
    events.push({
      type: 'message',
      subtype: 'message_changed',
      channel,
      message,
      event_ts: message.edited.ts,
    })
  for (const event of events) {
    const item = await readEvent(event, { botUserId, findPerson })
    // Those of one thread queue up behind each other; a thread that cannot be stored holds up no other.
    if (item) void take(item)
  }
}

/** Asks again when Slack says that it may be asked again; undefined once nobody wants to know. */
async function patiently<Result>(
  { clock, signal }: CatchUpOptions,
  call: () => Promise<Result>,
): Promise<Result | undefined> {
  while (!signal.aborted) {
    try {
      return await call()
    } catch (error) {
      const { kind, retryAfterMs } = toBridgeError(error)
      if (kind !== 'rate-limited' || retryAfterMs === undefined) throw error
      await pause(clock, retryAfterMs, signal)
    }
  }
  return undefined
}
