import { type Bridge, type Clock, memoryStorage, PocketPing } from '@pocketping/core'
import { scriptedProvider } from '@pocketping/core/testing'
import type { ManualClock } from '@pocketping/emulators'
import { expect } from 'vitest'
import { toEngineClock } from './engine-clock.ts'
import { type HttpVisitor, startVisitor } from './visitor.ts'

/** What is particular to the platform on which a shop's drafts stand. */
export interface DraftPlatform {
  createBridge(clock: Clock): Bridge
  /** The drafts that stand there at the moment, by the ids under which the bridge posts. */
  draftIds(): string[]
  until(isTrue: () => boolean): Promise<void>
}

/** A shop with an AI that only drafts, in a time that is moved. */
export interface DraftShop {
  /** Opens, lets a visitor ask when it ships, and waits until the draft of an answer stands there. */
  open(): Promise<void>
  /** The visitor asks something more; resolves when so many drafts stand there. */
  ask(question: string, count: number): Promise<void>
  /** What the visitor sees, with who said it. */
  seen(): Promise<string[]>
  stop(): Promise<void>
}

/** Not open yet, so that a shop that fails to open can still be stopped. */
export function createDraftShop(clock: ManualClock, platform: DraftPlatform): DraftShop {
  const engineClock = toEngineClock(clock)
  const storage = memoryStorage({ clock: engineClock })
  const provider = scriptedProvider(() => ({ text: 'On Mondays.' }))
  const bridge = platform.createBridge(engineClock)
  const pp = new PocketPing({
    storage,
    bridges: [bridge],
    clock: engineClock,
    ai: { provider, mode: 'draft' },
    limits: false,
    logger: { debug() {}, info() {}, warn() {}, error: console.error },
  })
  let visitor: HttpVisitor | undefined

  const current = (): HttpVisitor => {
    if (!visitor) throw new Error('The shop is not open.')
    return visitor
  }

  /** Lets time pass until the AI was asked so often, and waits for its drafts to stand in the thread. */
  const drafted = async (count: number): Promise<void> => {
    for (let steps = 0; provider.requests.length < count; steps += 1) {
      if (steps > 1000) throw new Error('The AI was not asked.')
      await clock.advance(1000)
    }
    await platform.until(() => platform.draftIds().length === count)
    // It stands there a moment before the engine knows where.
    for (const platformId of platform.draftIds())
      await expect.poll(() => storage.listCopies({ bridgeId: bridge.id, platformId })).toHaveLength(1)
  }

  const ask: DraftShop['ask'] = async (question, count) => {
    await current().write(question)
    await drafted(count)
  }

  return {
    async open() {
      await pp.start()
      visitor = await startVisitor(() => pp)
      await ask('When do you ship?', 1)
    },
    ask,
    seen: () => current().seen(),
    stop: () => pp.stop(),
  }
}
