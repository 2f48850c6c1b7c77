import type { ApiEvent, GapEvent } from '../protocol/api-events.ts'
import type { ApiAckFrame, CloseFrame, SendFrame, TypingFrame } from '../protocol/api-frames.ts'

/** `connecting`: not there yet, or not any more. `closed`: for good. */
export type SubscriptionStatus = 'connecting' | 'connected' | 'closed'

export interface SubscribeOptions {
  /**
   * Called with one event after the other. A promise is awaited before the next. One that throws or rejects is told to
   * `onError`, and the next event follows.
   */
  onEvent(event: ApiEvent): unknown
  /** Called in the order of the events where some were missed that are kept no longer. Without it, `onError` is told. */
  onGap?(gap: GapEvent): unknown
  /** `lastEventId` of before: what was missed since comes first. Default: only what happens from now on. */
  after?: string | undefined
  /**
   * Told what a handler throws, and what the engine refuses: after `UNAUTHORIZED` the subscription has ended, otherwise it
   * goes on. Default: `console.error`.
   */
  onError?(error: Error): void
  /** Told of each change; it begins as `connecting`. `reason` says why it is not connected. */
  onStatus?(status: SubscriptionStatus, reason?: string): void
}

/** A command; the subscription gives it its `ref`. */
export type CommandWithoutRef = Omit<SendFrame, 'ref'> | Omit<TypingFrame, 'ref'> | Omit<CloseFrame, 'ref'>

/** A subscription at work. */
export interface Subscription {
  /**
   * `id` of the last event whose handler has ended well; before that, where the events begin. Keep it to go on from
   * there.
   */
  readonly lastEventId: string | undefined
  /** Resolves when it is connected for the first time; rejects where it ends before. Nobody has to wait for it. */
  readonly connected: Promise<void>
  /**
   * Carries out a command over the connection. Rejects with the engine's refusal, and with `UNREACHABLE` where there is no
   * connection or it is lost before the answer: then nobody knows whether it was carried out.
   */
  send(command: CommandWithoutRef): Promise<ApiAckFrame>
  /** Ends it. No handler is called any more; one that runs may end. */
  close(): void
}

export interface EventsOptions {
  /** `id` of the last event that was taken. Default: only what happens from now on. */
  after?: string | undefined
  /** Ends the iteration. */
  signal?: AbortSignal | undefined
}
