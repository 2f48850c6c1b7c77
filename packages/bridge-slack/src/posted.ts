import type { Clock } from '@pocketping/core'
import { recent } from '@pocketping/core/bridge-kit'
import type { SlackClient } from './client.ts'
import { isUnanswered } from './errors.ts'

/** What our messages carry unseen, so that one can be found again whose `ts` nobody heard. */
export const KEY_EVENT = 'pocketping_post'

// Slack's clock and ours may differ by as much.
const SKEW_SECONDS = 600
const PAGE = 200

/** Where a message would stand if it was posted: in a channel, or in a thread of it. */
export interface Place {
  channel: string
  threadTs?: string
}

/** Posts once, also where Slack's answer to an earlier try of this process was lost. Slack itself refuses no doubles. */
export type PostOnce = (place: Place, key: string, post: () => Promise<string>) => Promise<string>

export function createPostOnce(client: SlackClient, clock: Clock): PostOnce {
  /** Keys of posts that may stand there, with the time of the first try. */
  const doubtful = recent<number>(500)

  return async (place, key, post) => {
    const name = `${place.channel} ${place.threadTs ?? ''} ${key}`
    const since = doubtful.get(name)
    const ts = since === undefined ? undefined : await findPosted(client, place, key, since)
    if (ts !== undefined) {
      doubtful.delete(name)
      return ts
    }
    const startedAt = clock.now()
    try {
      const posted = await post()
      doubtful.delete(name)
      return posted
    } catch (error) {
      if (isUnanswered(error)) doubtful.set(name, since ?? startedAt)
      throw error
    }
  }
}

async function findPosted(
  client: SlackClient,
  { channel, threadTs }: Place,
  key: string,
  since: number,
): Promise<string | undefined> {
  const web = await client.web()
  const oldest = (since / 1000 - SKEW_SECONDS).toFixed(6)
  const range = { channel, oldest, limit: PAGE, include_all_metadata: true }
  let cursor: string | undefined
  do {
    const page = { ...range, ...(cursor && { cursor }) }
    const answer =
      threadTs === undefined
        ? await web.conversations.history(page)
        : await web.conversations.replies({ ...page, ts: threadTs })
    const found = answer.messages?.find(({ metadata }) => isOfKey(metadata, key))
    if (found?.ts) return found.ts
    cursor = answer.response_metadata?.next_cursor
  } while (cursor)
  return undefined
}

function isOfKey(
  metadata: { event_type?: string; event_payload?: object } | undefined,
  key: string,
): boolean {
  const payload = metadata?.event_payload as { key?: unknown } | undefined
  return metadata?.event_type === KEY_EVENT && payload?.key === key
}
