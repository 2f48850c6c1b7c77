import { setTimeout as wait } from 'node:timers/promises'
import type { Bridge, Inbox, Post } from '@pocketping/core'
import type { Count } from './bench-server.ts'

/** A platform that takes everything after a while, and counts it. */
export interface Platform {
  bridge: Bridge
  threads: readonly string[]
  inbox(): Inbox
  posted(): Count
  /** Lets through what waited. */
  open(): void
}

export function createPlatform(id: string, options: { delayMs: number; gated?: boolean }): Platform {
  const threads: string[] = []
  const keys = new Set<string>()
  const lastText = new Map<string, string>()
  const gate = Promise.withResolvers<void>()
  if (!options.gated) gate.resolve()
  let inbox: Inbox | undefined
  let count = 0

  const answer = async (): Promise<void> => {
    await gate.promise
    if (options.delayMs > 0) await wait(options.delayMs)
  }

  const note = (threadId: string, { items }: Post, key: string): void => {
    const text = items.map(item => item.text).join()
    // Texts begin with a number that grows within a session.
    if (text <= (lastText.get(threadId) ?? '')) throw new Error(`"${text}" came out of order.`)
    lastText.set(threadId, text)
    keys.add(key)
    count += items.length
  }

  const bridge: Bridge = {
    id,
    capabilities: { maxLength: 4096, edits: true, removals: true, commandPrefixes: ['/'] },
    async start(given) {
      inbox = given
    },
    stop: async () => undefined,
    async openThread() {
      await answer()
      threads.push(`thread-${threads.length + 1}`)
      return { threadId: threads.at(-1) as string, cardId: `card-${threads.length}` }
    },
    async updateThread(_threadId, _card, cardId) {
      await answer()
      return cardId
    },
    closeThread: answer,
    reopenThread: answer,
    async send(threadId, post, key) {
      await answer()
      note(threadId, post, key)
      return [`post-${count}`]
    },
    async edit(_threadId, platformIds) {
      await answer()
      return [...platformIds]
    },
    remove: answer,
    react: answer,
  }

  return {
    bridge,
    threads,
    inbox() {
      if (!inbox) throw new Error('The bridge was not started.')
      return inbox
    },
    posted: () => ({ count, distinct: keys.size }),
    open: gate.resolve,
  }
}
