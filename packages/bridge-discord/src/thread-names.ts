import type { Clock, ThreadCard } from '@pocketping/core'
import { recent, unmarkedTitle, visitorName } from '@pocketping/core/bridge-kit'
import type { Api } from './api.ts'
import { markedName, threadName } from './card.ts'
import { describe, toBridgeError } from './errors.ts'
import { threadSchema } from './payloads.ts'
import { read } from './place.ts'
import type { Wake } from './wake.ts'

/** What threads are called. */
export interface ThreadNames {
  /** Learns the name that a thread was opened with. */
  note(threadId: string, name: string, card: ThreadCard): void
  /**
   * Renames a thread as its card demands, at once or as soon as Discord allows it. `wasMarked`: its name bore the mark of
   * a review, as far as is known; answers with whether it does now.
   */
  follow(threadId: string, card: ThreadCard, wasMarked: boolean | undefined): Promise<boolean>
  /** What the visitor of a thread is called, where this process knows it. */
  visitorOf(threadId: string): string | undefined
  /** Gives up what waits. */
  stop(): void
}

export interface ThreadNamesOptions {
  api: Api
  wake: Wake
  clock: Clock
  info(message: string, details?: Record<string, unknown>): void
}

// Two changes of a name in ten minutes are allowed. One is kept for the visitor who says who they are, and for the mark.
const PAGE_EVERY_MS = 10 * 60_000

// Each waits for as long as Discord said, so more than one is needed only where others renamed the thread meanwhile.
const MAX_TRIES = 3

/** What we called a thread, when. It saves calls and nothing else, so it may be forgotten. */
interface Named {
  name: string
  visitor: string
  /** Operators gave it. */
  isTheirs: boolean
  at: number
}

export function createThreadNames({ api, wake, clock, info }: ThreadNamesOptions): ThreadNames {
  const names = recent<Named>(2000)
  const waiting = new Map<string, () => void>()

  const keep = (threadId: string, name: string, card: ThreadCard, isTheirs: boolean): void =>
    names.set(threadId, { name, visitor: visitorName(card), isTheirs, at: clock.now() })

  const rename = async (threadId: string, card: ThreadCard, isSameMark: boolean): Promise<void> => {
    const name = threadName(card)
    const before = names.get(threadId)
    if (isSameMark && before?.name === name) return
    const isSameVisitor = before?.visitor === visitorName(card)
    const isOnlyPage = isSameVisitor && isSameMark
    if (isOnlyPage && clock.now() - before.at < PAGE_EVERY_MS) return
    const current = (await read(api, `/channels/${threadId}`, threadSchema)).name ?? ''
    // A name that operators gave is theirs, until we know better who the visitor is; the mark stands before it.
    const isLeft = before
      ? isSameVisitor && (before.isTheirs || unmarkedTitle(current) !== unmarkedTitle(before.name))
      : current.includes(visitorName(card))
    const wanted = isLeft ? markedName(card, current) : name
    if (wanted !== current)
      await wake.briefly(threadId, () =>
        api.aside('PATCH', `/channels/${threadId}`, { body: { name: wanted } }),
      )
    keep(threadId, wanted, card, before !== undefined && isLeft)
  }

  const tryToRename = async (
    threadId: string,
    card: ThreadCard,
    { wasMarked, tries }: { wasMarked?: boolean | undefined; tries: number },
  ): Promise<boolean> => {
    const isMarked = card.needsReview === true
    waiting.get(threadId)?.()
    waiting.delete(threadId)
    try {
      await rename(threadId, card, wasMarked === isMarked)
      return isMarked
    } catch (error) {
      // Told to the engine, it would hold up all threads for ten minutes; and the card itself says it already.
      const { kind, retryAfterMs } = toBridgeError(error)
      if (kind !== 'rate-limited') throw error
      info('Discord lets a thread be renamed twice in ten minutes; it keeps its name for now')
      if (tries < MAX_TRIES && retryAfterMs !== undefined) later(threadId, card, tries + 1, retryAfterMs)
      return wasMarked ?? false
    }
  }

  const later = (threadId: string, card: ThreadCard, tries: number, ms: number): void => {
    const cancel = clock.after(ms, () => {
      waiting.delete(threadId)
      tryToRename(threadId, card, { tries }).catch((error: unknown) => {
        info('A thread could not be renamed', { error: describe(error) })
      })
    })
    waiting.set(threadId, cancel)
  }

  return {
    note: (threadId, name, card) => keep(threadId, name, card, false),
    follow: (threadId, card, wasMarked) => tryToRename(threadId, card, { wasMarked, tries: 1 }),
    visitorOf: threadId => names.get(threadId)?.visitor,
    stop() {
      for (const cancel of waiting.values()) cancel()
      waiting.clear()
    },
  }
}
