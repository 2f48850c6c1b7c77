import type { Clock, OpenedThread, ThreadCard } from '@pocketping/core'
import { BridgeError } from '@pocketping/core'
import { readCardId, toCardId } from '@pocketping/core/bridge-kit'
import type { Api } from './api.ts'
import { cardText, threadName } from './card.ts'
import { CODES, codeOf, toBridgeError } from './errors.ts'
import { findForumThread, openForumThread } from './forum.ts'
import { nonceOf } from './nonce.ts'
import { FORUM_CHANNEL, type Place } from './place.ts'
import { editText, postText } from './texts.ts'
import type { ThreadNames } from './thread-names.ts'
import type { Wake } from './wake.ts'

/** Threads of one channel: opening, naming, closing. */
export interface Threads {
  open(card: ThreadCard, key: string): Promise<OpenedThread>
  update(threadId: string, card: ThreadCard, cardId?: string): Promise<string | undefined>
  close(threadId: string): Promise<void>
  reopen(threadId: string): Promise<void>
}

export interface ThreadsOptions {
  api: Api
  place: Place
  wake: Wake
  clock: Clock
  names: ThreadNames
}

// The longest that Discord keeps an idle thread in the list: a week.
const AUTO_ARCHIVE_MINUTES = 10_080

export function createThreads({ api, place, wake, clock, names }: ThreadsOptions): Threads {
  const openInText = async (card: ThreadCard, key: string, thread: object): Promise<string> => {
    const { channelId } = place
    const nonce = nonceOf('thread', channelId, key)
    const messageId = await postText(api, channelId, cardText(card), { nonce })
    try {
      await wake.withRoom(() =>
        api.call('POST', `/channels/${channelId}/messages/${messageId}/threads`, { body: thread }),
      )
    } catch (error) {
      // An earlier try made it. A thread bears the id of the message that it was started from.
      if (codeOf(error) !== CODES.threadExists) throw error
    }
    return messageId
  }

  const openInForum = async (
    card: ThreadCard,
    thread: { name: string; auto_archive_duration: number },
  ): Promise<string> =>
    (await findForumThread(api, place, card, clock.now())) ??
    (await wake.withRoom(() => openForumThread(api, place, card, thread)))

  const showCard = async (threadId: string, text: string, cardId: string | undefined): Promise<string> => {
    if (cardId === undefined) {
      const nonce = nonceOf('card', threadId, text)
      return cardIdOf(threadId, await wake.forGood(threadId, () => postText(api, threadId, text, { nonce })))
    }
    const { channelId, messageId } = parseCardId(cardId)
    try {
      const edit = (): Promise<void> => editText(api, channelId, messageId, text)
      await (channelId === threadId ? wake.briefly(threadId, edit) : edit())
    } catch (error) {
      // An operator who deleted the header does not want it back.
      if (codeOf(error) !== CODES.unknownMessage) throw error
    }
    return cardId
  }

  return {
    async open(card, key) {
      const name = threadName(card)
      const thread = { name, auto_archive_duration: AUTO_ARCHIVE_MINUTES }
      try {
        const isForum = (await place.channel()).type === FORUM_CHANNEL
        const threadId = await (isForum ? openInForum(card, thread) : openInText(card, key, thread))
        names.note(threadId, name, card)
        const id = cardIdOf(isForum ? threadId : place.channelId, threadId)
        return { threadId, cardId: toCardId({ id, isMarked: card.needsReview === true }) }
      } catch (error) {
        throw toBridgeError(error, { isParent: true, needs: '"Send Messages" and "Create Public Threads"' })
      }
    },
    async update(threadId, card, cardId) {
      const shown = cardId === undefined ? undefined : readCardId(cardId)
      const isMarked = await names.follow(threadId, card, shown?.isMarked)
      return toCardId({ id: await showCard(threadId, cardText(card), shown?.id), isMarked })
    },
    async close(threadId) {
      const close = (): Promise<unknown> =>
        api.call('PATCH', `/channels/${threadId}`, { body: { archived: true, locked: true } })
      // One that archived itself must be opened to be locked.
      await wake.forGood(threadId, close)
    },
    reopen: threadId => wake.open(threadId),
  }
}

// The card stands in the channel where a thread was started from it, otherwise in the thread itself.
function cardIdOf(channelId: string, messageId: string): string {
  return `${channelId}:${messageId}`
}

function parseCardId(cardId: string): { channelId: string; messageId: string } {
  const match = /^(\d+):(\d+)$/.exec(cardId)
  if (!match?.[1] || !match[2]) throw new BridgeError('refused', `"${cardId}" is no id of a card on Discord.`)
  return { channelId: match[1], messageId: match[2] }
}
