import type { OpenedThread, ThreadCard } from '@pocketping/core'
import { type MarkedId, readCardId, recent, toCardId, visitorName } from '@pocketping/core/bridge-kit'
import { type Address, formatAddress, parseAddress } from './addresses.ts'
import { cardText, topicName } from './card.ts'
import type { TelegramClient } from './client.ts'
import { isRefusal, NOT_MODIFIED, toBridgeError } from './errors.ts'
import { editText, sendText } from './texts.ts'

/** Topics of one group: opening, naming, closing. */
export interface Threads {
  open(card: ThreadCard): Promise<OpenedThread>
  update(threadId: string, card: ThreadCard, cardId?: string): Promise<string | undefined>
  close(threadId: string): Promise<void>
  reopen(threadId: string): Promise<void>
}

export function createThreads(
  client: TelegramClient,
  groupId: number,
  warn: (message: string) => void,
): Threads {
  // Only saves calls: each renaming leaves a line in the topic, so pages visited must not rename it.
  const names = recent<string>(1000)

  const postCard = async (thread: Address, card: ThreadCard): Promise<string> =>
    toCardId({ id: await sendText(client, thread, cardText(card)), isMarked: isMarked(card) })

  // A bot cannot read what a topic is called, so the id of the card tells whether its name bears the mark of a review.
  const rename = async (threadId: string, card: ThreadCard, shown: MarkedId | undefined): Promise<void> => {
    const name = visitorName(card)
    const before = names.get(threadId)
    const isGiven = Boolean(card.identity?.name || card.identity?.email)
    const isSameMark = shown?.isMarked === isMarked(card)
    if (isSameMark && (before === name || (before === undefined && !isGiven)))
      return names.set(threadId, name)
    const { chatId, id } = parseAddress(threadId)
    await unlessDone(
      client.inChat(chatId, chat => client.api.editForumTopic(chat, id, { name: topicName(card) })),
    )
    names.set(threadId, name)
  }

  return {
    async open(card) {
      const thread = await client.inChat(groupId, async chatId => {
        const topic = await client.api.createForumTopic(chatId, topicName(card))
        return { chatId, id: topic.message_thread_id }
      })
      const threadId = formatAddress(thread.chatId, thread.id)
      names.set(threadId, visitorName(card))
      try {
        return { threadId, cardId: await postCard(thread, card) }
      } catch (error) {
        // The topic is there, and asking for it again would open a second one.
        warn(`The header of a new topic could not be posted: ${toBridgeError(error).message}`)
        return { threadId }
      }
    },
    async update(threadId, card, cardId) {
      const shown = cardId === undefined ? undefined : readCardId(cardId)
      await rename(threadId, card, shown)
      if (!shown) return postCard(parseAddress(threadId), card)
      try {
        await editText(client, parseAddress(shown.id), cardText(card))
      } catch (error) {
        // An operator who deleted the header does not want it back.
        if (toBridgeError(error).kind !== 'message-gone') throw error
      }
      return toCardId({ id: shown.id, isMarked: isMarked(card) })
    },
    async close(threadId) {
      const { chatId, id } = parseAddress(threadId)
      await unlessDone(client.inChat(chatId, chat => client.api.closeForumTopic(chat, id)))
    },
    async reopen(threadId) {
      await reopenTopic(client, parseAddress(threadId))
    },
  }
}

function isMarked({ needsReview }: ThreadCard): boolean {
  return needsReview === true
}

/** Opens a closed topic; an open one counts as done. */
export async function reopenTopic(client: TelegramClient, thread: Address): Promise<void> {
  await unlessDone(client.inChat(thread.chatId, chat => client.api.reopenForumTopic(chat, thread.id)))
}

/** Waits for a call; what stood that way already counts as done. */
export async function unlessDone(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (!isRefusal(error, NOT_MODIFIED)) throw error
  }
}
