import type { Post, ThreadCard } from '@pocketping/core'
import type { RecordingInbox } from '@pocketping/core/testing'
import { afterEach } from 'vitest'
import { type DiscordHarness, discordHarness, type HarnessOptions } from './harness.ts'

const harnesses: DiscordHarness[] = []

/** A harness that is taken down after the test. */
export async function setUp(options?: HarnessOptions): Promise<DiscordHarness> {
  const harness = await discordHarness(options)
  harnesses.push(harness)
  return harness
}

afterEach(async () => {
  for (const { bridge, close } of harnesses.splice(0)) {
    await bridge.stop()
    await close()
  }
})

export function card(values: Partial<ThreadCard> = {}): ThreadCard {
  return {
    sessionId: 'sess_1',
    visitorId: 'vis_beef',
    projectName: 'Shop',
    status: 'active',
    metadata: { pageUrl: 'https://shop.example/pricing' },
    createdAt: 0,
    hint: 'What you write here goes to the visitor. Lines that begin with // stay among you. !help',
    ...values,
  }
}

export function words(text: string): Post {
  return { items: [{ from: 'visitor', text }] }
}

/** Calls that the bridge made, by name. */
export function callsOf({ discord }: DiscordHarness, ...methods: string[]): string[] {
  return discord.journal.calls(...methods).map(({ method }) => method)
}

/** Resolves once the log says this; to be called before it does. */
export function lineOf({ logger }: RecordingInbox, pattern: RegExp): Promise<void> {
  return new Promise(resolve => {
    for (const level of ['info', 'warn', 'error'] as const) {
      const write = logger[level]
      logger[level] = (message, details) => {
        write(message, details)
        if (pattern.test(message)) resolve()
      }
    }
  })
}
