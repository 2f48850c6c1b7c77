import type { Clock, OpenedThread, ThreadCard } from '@pocketping/core'
import { BridgeError } from '@pocketping/core'
import { recent, visitorName } from '@pocketping/core/bridge-kit'
import type { Api } from './api.ts'
import { cardText, threadName } from './card.ts'
import { CODES, codeOf, toBridgeError } from './errors.ts'
import { findForumThread, openForumThread } from './forum.ts'
import { nonceOf } from './nonce.ts'
import { threadSchema } from './payloads.ts'
import { FORUM_CHANNEL, type Place, read } from './place.ts'
import { editText, postText } from './texts.ts'
import type { Wake } from './wake.ts'

/** Threads of one channel: opening, naming, closing. */
export interface Threads {
  open(card: ThreadCard, key: string): Promise<OpenedThread>
  update(threadId: string, card: ThreadCard, cardId?: string): Promise<string | undefined>
  close(threadId: string): Promise<void>
  reopen(threadId: string): Promise<void>
  /** What the visitor of a thread is called, where this process knows it. */
  visitorOf(threadId: string): string | undefined
}

export interface ThreadsOptions {
  api: Api
  place: Place
  wake: Wake
  clock: Clock
  info(message: string): void
}

// The longest that Discord keeps an idle thread in the list: a week.
const AUTO_ARCHIVE_MINUTES = 10_080

// Two changes of a name in ten minutes are allowed. One is kept for the visitor who says who they are.
const PAGE_EVERY_MS = 10 * 60_000

/** What we called a thread, when. It saves calls and nothing else, so it may be forgotten. */
interface Named {
  name: string
  visitor: string
  at: number
}

export function createThreads({ api, place, wake, clock, info }: ThreadsOptions): Threads {
  const names = recent<Named>(2000)

  const remember = (threadId: string, name: string, card: ThreadCard): void =>
    names.set(threadId, { name, visitor: visitorName(card), at: clock.now() })

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

  const rename = async (threadId: string, card: ThreadCard): Promise<void> => {
    const name = threadName(card)
    const visitor = visitorName(card)
    const before = names.get(threadId)
    if (before?.name === name) return
    const isOnlyPage = before?.visitor === visitor
    if (isOnlyPage && clock.now() - before.at < PAGE_EVERY_MS) return
    const current = (await read(api, `/channels/${threadId}`, threadSchema)).name ?? ''
    // A name that operators gave is theirs, until we know better who the visitor is.
    const isLeft = before ? isOnlyPage && current !== before.name : current.includes(visitor)
    if (current === name || isLeft) return remember(threadId, current, card)
    try {
      await wake.briefly(threadId, () => api.aside('PATCH', `/channels/${threadId}`, { body: { name } }))
      remember(threadId, name, card)
    } catch (error) {
      // The name can wait: the next change of the card tries again, and the card itself says it already.
      if (toBridgeError(error).kind !== 'rate-limited') throw error
      info('Discord lets a thread be renamed twice in ten minutes; it keeps its name for now')
    }
  }

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
        remember(threadId, name, card)
        return { threadId, cardId: cardIdOf(isForum ? threadId : place.channelId, threadId) }
      } catch (error) {
        throw toBridgeError(error, { isParent: true, needs: '"Send Messages" and "Create Public Threads"' })
      }
    },
    async update(threadId, card, cardId) {
      await rename(threadId, card)
      return showCard(threadId, cardText(card), cardId)
    },
    async close(threadId) {
      const close = (): Promise<unknown> =>
        api.call('PATCH', `/channels/${threadId}`, { body: { archived: true, locked: true } })
      // One that archived itself must be opened to be locked.
      await wake.forGood(threadId, close)
    },
    reopen: threadId => wake.open(threadId),
    visitorOf: threadId => names.get(threadId)?.visitor,
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
