import type { Post, ThreadCard } from '@pocketping/core'
import { recent, speakerName, visitorName, visitorSender } from '@pocketping/core/bridge-kit'
import { parseAddress } from './addresses.ts'
import type { SlackClient } from './client.ts'
import { speakerOf } from './format.ts'
import type { Speaker } from './texts.ts'

/** Under whose name a post is shown; undefined for the bot's own. */
export type FindSpeaker = (threadId: string, post: Post) => Promise<Speaker | undefined>

/** Knows what the visitors of threads are called. */
export interface Speakers {
  /** Learns the visitor's name. */
  note(threadId: string, card: ThreadCard): void
  find: FindSpeaker
}

/** Everybody speaks under the bot's name. */
export const noSpeakers: Speakers = { note: () => undefined, find: () => Promise.resolve(undefined) }

export function createSpeakers(client: SlackClient, warn: (error: unknown) => void): Speakers {
  const names = recent<string>(2000)

  /** Reads the name from the opening message, where another process opened the thread. */
  const lookUp = async (threadId: string): Promise<string | undefined> => {
    const { channel, ts } = parseAddress(threadId)
    const web = await client.web()
    const { messages } = await web.conversations.replies({
      channel,
      ts,
      limit: 1,
      include_all_metadata: true,
    })
    const payload = messages?.[0]?.metadata?.event_payload as { visitor?: unknown } | undefined
    return typeof payload?.visitor === 'string' ? payload.visitor : undefined
  }

  return {
    note: (threadId, card) => names.set(threadId, visitorName(card)),
    async find(threadId, post) {
      const speaker = speakerOf(post)
      if (!speaker) return undefined
      if (speaker.from !== 'visitor') {
        const icon = speaker.author?.avatarUrl
        return { username: speakerName(speaker), ...(icon?.startsWith('https://') && { icon_url: icon }) }
      }
      const name = names.get(threadId) ?? (await lookUp(threadId).catch(warn)) ?? 'Visitor'
      names.set(threadId, name)
      return { username: visitorSender(name) }
    },
  }
}
