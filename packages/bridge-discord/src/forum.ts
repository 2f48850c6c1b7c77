import type { ThreadCard } from '@pocketping/core'
import { unmarkedTitle, visitorName } from '@pocketping/core/bridge-kit'
import type { Api } from './api.ts'
import { cardText, isCardOf } from './card.ts'
import { CODES, codeOf } from './errors.ts'
import { createdSchema, messageSchema, threadListSchema } from './payloads.ts'
import { type Place, read } from './place.ts'
import { timeOf } from './snowflakes.ts'
import { QUIET } from './texts.ts'

// A thread that an interrupted call made is looked for by whoever tries again, and that is soon.
const LOOK_BACK_MS = 15 * 60_000

/** Opens a post in a forum, thread and first message in one call; answers with the id of both. */
export async function openForumThread(
  api: Api,
  { channelId }: Place,
  card: ThreadCard,
  thread: { name: string; auto_archive_duration: number },
): Promise<string> {
  const message = { ...QUIET, content: cardText(card) }
  const body = { ...thread, message }
  return createdSchema.parse(await api.call('POST', `/channels/${channelId}/threads`, { body })).id
}

/**
 * Finds the thread that an earlier try made without our hearing of it: this call takes no nonce. Only the newest
 * threads of ours that are named after the visitor are looked at, and the card at their head tells whose they are.
 */
export async function findForumThread(
  api: Api,
  place: Place,
  card: ThreadCard,
  now: number,
): Promise<string | undefined> {
  const [me, { guild_id: guildId }] = await Promise.all([place.me(), place.channel()])
  const { threads } = await read(api, `/guilds/${guildId}/threads/active`, threadListSchema)
  const candidates = threads.filter(
    thread =>
      thread.owner_id === me.id &&
      thread.parent_id === place.channelId &&
      unmarkedTitle(thread.name ?? '').startsWith(visitorName(card)) &&
      timeOf(thread.id) > now - LOOK_BACK_MS,
  )
  for (const { id } of candidates) {
    const content = await firstMessage(api, id)
    if (content !== undefined && isCardOf(content, card.sessionId)) return id
  }
  return undefined
}

async function firstMessage(api: Api, threadId: string): Promise<string | undefined> {
  try {
    return (await read(api, `/channels/${threadId}/messages/${threadId}`, messageSchema)).content
  } catch (error) {
    const code = codeOf(error)
    if (code === CODES.unknownMessage || code === CODES.unknownChannel) return undefined
    throw error
  }
}
