import { expect } from 'vitest'
import {
  BridgeError,
  type BridgeErrorKind,
  type Post,
  type PostItem,
  type ThreadCard,
} from '../contracts/bridge.ts'
import type { RecordingInbox } from './bridge-contract-inbox.ts'
import type { BridgeAbility, BridgeHarness, SeenMessage } from './bridge-contract-platform.ts'

/** What each test of the suite works with. */
export interface Stage extends BridgeHarness {
  inbox: RecordingInbox
  /** Opens a thread; answers with its id. */
  open(): Promise<string>
}

/** Makes a stage; it is taken down after the test. */
export type SetStage = () => Promise<Stage>

/** Says why a test cannot run here, where it cannot. */
export type WhyNot = (ability: BridgeAbility) => string | undefined

export function card(values: Partial<ThreadCard> = {}): ThreadCard {
  return {
    sessionId: 'sess_0001',
    visitorId: 'vis_00c0ffee00c0ffee',
    projectName: 'Shop',
    status: 'active',
    metadata: {
      pageUrl: 'https://shop.example/pricing?plan=pro',
      pageTitle: 'Pricing',
      browser: 'Firefox 151',
      os: 'Windows',
      device: 'desktop',
      language: 'pt-BR',
      timeZone: 'America/Sao_Paulo',
    },
    createdAt: 1_790_000_000_000,
    hint: 'What you write here goes to the visitor. !help',
    ...values,
  }
}

export function said(text: string, values: Partial<PostItem> = {}): PostItem {
  return { from: 'visitor', text, ...values }
}

export function post(...items: (PostItem | string)[]): Post {
  return { items: items.map(item => (typeof item === 'string' ? said(item) : item)) }
}

/** The messages of a thread that were posted or written after its opening. */
export async function readAfter(
  { platform }: BridgeHarness,
  threadId: string,
  before: readonly SeenMessage[],
): Promise<SeenMessage[]> {
  const known = new Set(before.map(({ platformId }) => platformId))
  return (await platform.read(threadId)).filter(({ platformId }) => !known.has(platformId))
}

/** Text without what platforms trim, join or do not show: blanks, and marks that turn the direction of text. */
export function visible(text: string): string {
  return text.replace(/[\s\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, '')
}

/** Waits for a call to fail in this way, and for nothing else. */
export async function expectFailure(
  stage: BridgeHarness,
  call: Promise<unknown>,
  kind: BridgeErrorKind,
): Promise<BridgeError> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(BridgeError)
  const failure = error as BridgeError
  expect(failure.kind).toBe(kind)
  for (const secret of stage.secrets)
    expect(`${failure.message} ${String(failure.cause)}`).not.toContain(secret)
  return failure
}
