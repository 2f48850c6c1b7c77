import { BridgeError, type OpenedThread, type ThreadCard } from '@pocketping/core'
import { recent, visitorName } from '@pocketping/core/bridge-kit'
import { formatAddress, parseAddress } from './addresses.ts'
import { cardMessage } from './card.ts'
import type { SlackClient } from './client.ts'
import { toBridgeError } from './errors.ts'
import { addReaction, removeReaction } from './marks.ts'
import type { PostOnce } from './posted.ts'
import type { Speakers } from './speakers.ts'
import { postMessage, updateMessage } from './texts.ts'

/** Threads of one channel: opening them, and keeping the messages that open them. */
export interface Threads {
  open(card: ThreadCard, key: string): Promise<OpenedThread>
  update(threadId: string, card: ThreadCard): Promise<void>
  close(threadId: string): Promise<void>
  reopen(threadId: string): Promise<void>
}

// Slack cannot close a thread: the channel shows which ones are done.
const CLOSED = 'white_check_mark'

export function createThreads(
  client: SlackClient,
  channel: string,
  postOnce: PostOnce,
  speakers: Speakers,
): Threads {
  // Only saves calls: the engine, which gets no id of a card, asks for it to be shown once more.
  const shown = recent<string>(1000)

  const remember = (threadId: string, card: ThreadCard, content: string): void => {
    shown.set(threadId, content)
    speakers.note(threadId, card)
  }

  return {
    async open(card, key) {
      const content = cardMessage(card)
      const ts = await postOnce({ channel }, key, () =>
        postMessage(client, channel, content, { payload: { key, visitor: visitorName(card) } }),
      )
      const threadId = formatAddress(channel, ts)
      remember(threadId, card, JSON.stringify(content))
      // The card is the thread itself: it has no id of its own.
      return { threadId }
    },
    async update(threadId, card) {
      const content = cardMessage(card)
      if (shown.get(threadId) === JSON.stringify(content)) return
      const opening = parseAddress(threadId)
      await ofThread(updateMessage(client, opening, content, { visitor: visitorName(card) }))
      remember(threadId, card, JSON.stringify(content))
    },
    close: threadId => ofThread(addReaction(client, parseAddress(threadId), CLOSED)),
    reopen: threadId => ofThread(removeReaction(client, parseAddress(threadId), CLOSED)),
  }
}

/** Waits for a call on an opening message; where that is gone, so is what it opened. */
async function ofThread(call: Promise<void>): Promise<void> {
  try {
    await call
  } catch (error) {
    const failure = toBridgeError(error)
    if (failure.kind !== 'message-gone') throw failure
    throw new BridgeError('thread-gone', 'The Slack message that opened this thread was deleted.')
  }
}
