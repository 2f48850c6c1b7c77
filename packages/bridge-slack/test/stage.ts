import type { Inbound, ThreadCard } from '@pocketping/core'
import { type RecordingInbox, recordingInbox } from '@pocketping/core/testing'
import { afterEach } from 'vitest'
import { type HarnessOptions, type SlackHarness, socketHarness } from './harness.ts'

/** A bridge that receives, and one thread. */
export interface Stage extends SlackHarness {
  inbox: RecordingInbox
  threadId: string
  /** Of the message that opened the thread. */
  threadTs: string
}

const harnesses: SlackHarness[] = []

afterEach(async () => {
  for (const { bridge, close } of harnesses.splice(0)) {
    await bridge.stop()
    await close()
  }
})

/** Has a harness taken down after the test. */
export function takeDown<Harness extends SlackHarness>(harness: Harness): Harness {
  harnesses.push(harness)
  return harness
}

/** A harness that is taken down after the test. */
export async function setUp(options?: HarnessOptions): Promise<SlackHarness> {
  return takeDown(await socketHarness(options))
}

export async function begin(options?: HarnessOptions): Promise<Stage> {
  const harness = await setUp(options)
  const inbox = recordingInbox()
  await harness.bridge.start(inbox)
  const { threadId } = await harness.bridge.openThread(card(), 'thread')
  return { ...harness, inbox, threadId, threadTs: tsOf(threadId) }
}

export function tsOf(id: string): string {
  return id.split(':')[1] ?? ''
}

export function card(values: Partial<ThreadCard> = {}): ThreadCard {
  return {
    sessionId: 'sess_1',
    visitorId: 'vis_7f3a9c',
    projectName: 'Shop',
    status: 'active',
    metadata: {},
    createdAt: 0,
    hint: 'What you write here goes to the visitor. Lines that begin with // stay among you. !help',
    ...values,
  }
}

/** What was handed in, in a word each. */
export function textOf(inbound: Inbound): string {
  return 'text' in inbound ? inbound.text : inbound.type
}

/** Writes a last message and waits for it: what came before it has been handed in, or never will be. */
export async function textsUntilFence({ slack, inbox, threadTs }: Stage): Promise<string[]> {
  slack.asOperator.send({ text: 'fence', threadTs })
  await inbox.until(() => inbox.stored.some(inbound => textOf(inbound) === 'fence'))
  return inbox.stored.map(textOf)
}

/** Looks again in each turn of the event loop; for what nobody tells of. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise(resolve => setImmediate(resolve))
}
