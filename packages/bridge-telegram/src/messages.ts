import { BridgeError, type Post, type ReceiptMark } from '@pocketping/core'
import { isSameStyled, recent, type StyledText, styled } from '@pocketping/core/bridge-kit'
import { type Address, parseAddress } from './addresses.ts'
import type { TelegramClient } from './client.ts'
import { isRefusal, toBridgeError } from './errors.ts'
import { formatPost } from './format.ts'
import { editText, sendText } from './texts.ts'
import { reopenTopic } from './threads.ts'

/** One message that stands in a topic. `text` is absent where we do not know what it shows. */
interface Placed {
  id: string
  text?: StyledText
}

/** Messages of one group's topics: posting, changing, removing, marking. */
export interface Messages {
  send(threadId: string, post: Post, key: string): Promise<string[]>
  edit(threadId: string, platformIds: readonly string[], post: Post): Promise<string[]>
  remove(platformIds: readonly string[]): Promise<void>
  react(platformId: string, mark: ReceiptMark): Promise<void>
}

/** What an operator's own message is marked with. A bot may use Telegram's own emoji only, and one at a time. */
export const MARKS = { stored: '👌', seen: '👀', failed: '💔', note: '✍' } as const

const GONE_OR_LOCKED = /can't be (edited|deleted)|MESSAGE_AUTHOR_REQUIRED|MESSAGE_DELETE_FORBIDDEN/i

export function createMessages(client: TelegramClient): Messages {
  // What stands of a post of several parts whose later part failed: tried again, it goes on from there. It saves
  // doubles and nothing else, so it may be forgotten.
  const unfinished = recent<Placed[]>(200)

  const sendPart = async (
    thread: Address,
    text: StyledText,
    replyTo: string | undefined,
  ): Promise<string> => {
    const replied = replyTo === undefined ? undefined : parseAddress(replyTo)
    try {
      return await sendText(client, thread, text, replied)
    } catch (error) {
      if (!isRefusal(error, /TOPIC_CLOSED/)) throw error
      await reopenTopic(client, thread)
      return sendText(client, thread, text, replied)
    }
  }

  /** Makes what stands show `parts`: changes pair by pair, sends what is missing, removes what is too much. */
  const place = async (
    thread: Address,
    parts: StyledText[],
    placed: Placed[],
    replyTo: (index: number) => string | undefined,
  ): Promise<string[]> => {
    for (const [index, text] of parts.entries()) {
      const existing = placed[index]
      if (!existing) {
        placed.push({ id: await sendPart(thread, text, replyTo(index)), text })
      } else if (!existing.text || !isSameStyled(existing.text, text)) {
        await editText(client, parseAddress(existing.id), text)
        existing.text = text
      }
    }
    for (let surplus = placed.at(-1); surplus && placed.length > parts.length; surplus = placed.at(-1)) {
      await removeOne(client, parseAddress(surplus.id))
      placed.pop()
    }
    return placed.map(({ id }) => id)
  }

  // Somebody deleted a part meanwhile: the next try begins anew.
  const forgetIfGone =
    (memory: string) =>
    (error: unknown): never => {
      if (toBridgeError(error).kind === 'message-gone') unfinished.delete(memory)
      throw error
    }

  return {
    async send(threadId, post, key) {
      const memory = `${threadId} ${key}`
      const placed = unfinished.get(memory) ?? []
      unfinished.set(memory, placed)
      const ids = await place(parseAddress(threadId), formatPost(post), placed, index =>
        index === 0 ? post.replyTo : undefined,
      ).catch(forgetIfGone(memory))
      unfinished.delete(memory)
      return ids
    },
    async edit(threadId, platformIds, post) {
      const memory = `${threadId} ${platformIds[0]}`
      const placed = unfinished.get(memory)?.map(({ id }) => ({ id })) ?? platformIds.map(id => ({ id }))
      unfinished.set(memory, placed)
      // What grew stands further down, so its new parts point back to the first.
      const ids = await place(parseAddress(threadId), formatPost(post), placed, () => placed[0]?.id).catch(
        forgetIfGone(memory),
      )
      unfinished.delete(memory)
      return ids
    },
    async remove(platformIds) {
      for (const id of platformIds) await removeOne(client, parseAddress(id))
    },
    async react(platformId, mark) {
      const { chatId, id } = parseAddress(platformId)
      const reaction = [{ type: 'emoji', emoji: MARKS[mark] } as const]
      await client.inChat(chatId, chat => client.api.setMessageReaction(chat, id, reaction))
    },
  }
}

async function removeOne(client: TelegramClient, message: Address): Promise<void> {
  try {
    await client.inChat(message.chatId, chatId => client.api.deleteMessage(chatId, message.id))
  } catch (error) {
    if (isRefusal(error, GONE_OR_LOCKED)) return blank(client, message)
    if (toBridgeError(error).kind !== 'message-gone') throw error
  }
}

// Telegram deletes nothing older than 48 hours; of ours, the words can still go.
async function blank(client: TelegramClient, message: Address): Promise<void> {
  try {
    await editText(client, message, styled('italic', '(deleted)'))
  } catch (error) {
    if (isRefusal(error, GONE_OR_LOCKED))
      throw new BridgeError(
        'refused',
        'Telegram lets a bot delete a message of somebody else only within 48 hours.',
      )
    if (toBridgeError(error).kind !== 'message-gone') throw error
  }
}
