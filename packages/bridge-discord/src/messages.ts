import type { Post } from '@pocketping/core'
import { recent } from '@pocketping/core/bridge-kit'
import { CODES, codeOf, toBridgeError } from './errors.ts'
import { formatPost } from './format.ts'
import { nonceOf } from './nonce.ts'
import type { Speaker } from './speaker.ts'

/** One message that stands in a thread. `text` is absent where we do not know what it shows. */
interface Placed {
  id: string
  text?: string
}

/** What shall stand where. */
interface Wanted {
  threadId: string
  post: Post
  placed: Placed[]
  nonceOf(index: number, text: string): string
  replyTo(index: number): string | undefined
}

/** Messages of threads: posting, changing. */
export interface Messages {
  send(threadId: string, post: Post, key: string): Promise<string[]>
  edit(threadId: string, platformIds: readonly string[], post: Post): Promise<string[]>
  remove(threadId: string, platformIds: readonly string[]): Promise<void>
}

export function createMessages(speaker: Speaker): Messages {
  // What stands of a post of several parts whose later part failed: tried again, it goes on from there. It may be
  // forgotten: the nonces keep what was posted from being posted again.
  const unfinished = recent<Placed[]>(200)
  // How often a post was made shorter: parts that it gains afterwards are new ones.
  const shortened = recent<number>(500)

  /** Makes what stands show the post: changes pair by pair, posts what is missing, removes what is too much. */
  const place = async ({ threadId, post, placed, nonceOf: nonce, replyTo }: Wanted): Promise<string[]> => {
    const parts = formatPost(post)
    const isVisitor = post.items.every(({ from }) => from === 'visitor')
    for (const [index, text] of parts.entries()) {
      const existing = placed[index]
      if (!existing) {
        const options = { nonce: nonce(index, text), replyTo: replyTo(index), isVisitor }
        placed.push({ id: await speaker.post(threadId, text, options), text })
      } else if (existing.text !== text) {
        await speaker.edit(threadId, existing.id, text)
        existing.text = text
      }
    }
    for (let surplus = placed.at(-1); surplus && placed.length > parts.length; surplus = placed.at(-1)) {
      await speaker.remove(threadId, surplus.id)
      placed.pop()
      const first = placed[0]?.id ?? ''
      shortened.set(first, (shortened.get(first) ?? 0) + 1)
    }
    return placed.map(({ id }) => id)
  }

  const remembering = async (memory: string, wanted: Wanted): Promise<string[]> => {
    unfinished.set(memory, wanted.placed)
    try {
      const ids = await place(wanted)
      unfinished.delete(memory)
      return ids
    } catch (error) {
      // Somebody deleted a part meanwhile: the next try begins anew.
      if (toBridgeError(error).kind === 'message-gone') unfinished.delete(memory)
      throw error
    }
  }

  return {
    send(threadId, post, key) {
      const memory = `${threadId} ${key}`
      return remembering(memory, {
        threadId,
        post,
        placed: unfinished.get(memory) ?? [],
        nonceOf: index => nonceOf('send', threadId, key, index),
        replyTo: index => (index === 0 ? post.replyTo : undefined),
      })
    },
    edit(threadId, platformIds, post) {
      const first = platformIds[0] ?? ''
      const memory = `${threadId} ${first}`
      const before = unfinished.get(memory)?.map(({ id }) => id) ?? platformIds
      return remembering(memory, {
        threadId,
        post,
        placed: before.map(id => ({ id })),
        nonceOf: (index, text) => nonceOf('edit', first, index, shortened.get(first) ?? 0, text),
        // What grew stands further down, so its new parts point back to the first.
        replyTo: () => first,
      })
    },
    async remove(threadId, platformIds) {
      for (const id of platformIds) {
        try {
          await speaker.remove(threadId, id)
        } catch (error) {
          // With its thread, what stood in it is gone too.
          if (codeOf(error) !== CODES.unknownChannel) throw error
        }
      }
    },
  }
}
