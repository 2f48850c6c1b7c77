import { createHash } from 'node:crypto'
import { BridgeError, type Post } from '@pocketping/core'
import { isSameStyled, recent, type StyledText } from '@pocketping/core/bridge-kit'
import { type Address, formatAddress, parseAddress } from './addresses.ts'
import type { SlackClient } from './client.ts'
import { toBridgeError } from './errors.ts'
import { formatPost } from './format.ts'
import type { PostOnce } from './posted.ts'
import type { FindSpeaker } from './speakers.ts'
import { deleteMessage, editText, postText, type Speaker } from './texts.ts'

/** One message that stands in a thread. `text` is absent where we do not know what it shows. */
interface Placed {
  id: string
  text?: StyledText
}

/** Messages in threads: posting, changing, removing. */
export interface Messages {
  send(threadId: string, post: Post, key: string): Promise<string[]>
  edit(threadId: string, platformIds: readonly string[], post: Post): Promise<string[]>
  remove(platformIds: readonly string[]): Promise<void>
}

export function createMessages(client: SlackClient, postOnce: PostOnce, findSpeaker: FindSpeaker): Messages {
  // What stands of a post of several parts whose later part failed: tried again, it goes on from there. It saves
  // doubles and nothing else, so it may be forgotten.
  const unfinished = recent<Placed[]>(200)

  // A thread that is gone does not come back. To find out takes a post, and where Slack takes one a second, the engine
  // would never get to open the next thread if each of its tries began with that.
  const gone = recent<BridgeError>(500)

  const postPart = async (
    thread: Address,
    text: StyledText,
    key: string,
    speaker: Speaker | undefined,
  ): Promise<string> => {
    const { channel, ts: threadTs } = thread
    const threadId = formatAddress(channel, threadTs)
    const known = gone.get(threadId)
    if (known) throw known
    try {
      let isNew = false
      const ts = await postOnce({ channel, threadTs }, key, () => {
        isNew = true
        return postText(client, thread, text, { key, ...(speaker && { speaker }) })
      })
      // What stood there was posted by an earlier try, and other messages may have joined it since.
      if (!isNew) await editText(client, { channel, ts }, text)
      return formatAddress(channel, ts)
    } catch (error) {
      const failure = toBridgeError(error)
      if (failure.kind === 'thread-gone') gone.set(threadId, failure)
      throw error
    }
  }

  /** Makes what stands show `post`: changes pair by pair, posts what is missing, removes what is too much. */
  const place = async (threadId: string, post: Post, placed: Placed[], key: string): Promise<string[]> => {
    const speaker = await findSpeaker(threadId, post)
    const parts = formatPost(post, speaker !== undefined)
    for (const [index, text] of parts.entries()) {
      const existing = placed[index]
      if (!existing) {
        placed.push({ id: await postPart(parseAddress(threadId), text, keyOf(key, index), speaker), text })
      } else if (!existing.text || !isSameStyled(existing.text, text)) {
        await editText(client, parseAddress(existing.id), text)
        existing.text = text
      }
    }
    for (let surplus = placed.at(-1); surplus && placed.length > parts.length; surplus = placed.at(-1)) {
      await deleteMessage(client, parseAddress(surplus.id))
      placed.pop()
    }
    return placed.map(({ id }) => id)
  }

  /** Goes on with what an earlier try left unfinished. */
  const finish = async (
    memory: string,
    placed: Placed[],
    run: (placed: Placed[]) => Promise<string[]>,
  ): Promise<string[]> => {
    unfinished.set(memory, placed)
    try {
      const ids = await run(placed)
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
      return finish(memory, unfinished.get(memory) ?? [], placed => place(threadId, post, placed, key))
    },
    edit(threadId, platformIds, post) {
      const memory = `${threadId} ${platformIds[0]}`
      const placed = unfinished.get(memory)?.map(({ id }) => ({ id })) ?? platformIds.map(id => ({ id }))
      return finish(memory, placed, now => place(threadId, post, now, `${platformIds[0]}-grown`))
    },
    async remove(platformIds) {
      let refusal: BridgeError | undefined
      for (const id of platformIds) {
        try {
          await deleteMessage(client, parseAddress(id))
        } catch (error) {
          // The other parts can go all the same.
          if (!(error instanceof BridgeError) || error.kind !== 'refused') throw error
          refusal = error
        }
      }
      if (refusal) throw refusal
    },
  }
}

// A post's key names each of its messages, and Slack takes only so much beside one.
function keyOf(key: string, part: number): string {
  return createHash('sha256').update(`${key}#${part}`).digest('base64url')
}
