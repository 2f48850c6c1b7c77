import type { Json } from '../wire.ts'

/** Why an event is sent again. */
export type RetryReason =
  | 'http_timeout'
  | 'http_error'
  | 'connection_failed'
  | 'too_many_redirects'
  | 'unknown_error'
  | 'timeout'

/** One attempt to hand an event to the app. */
export interface Delivery {
  at: number
  eventId: string
  /** The event's type, and its subtype after a point: `message.message_changed`. */
  event: string
  via: 'http' | 'socket'
  /** 0 for the first, then the number of the retry. */
  attempt: number
  reason: RetryReason | undefined
  /** When the app answered, on the emulator's clock; undefined while or when it did not. */
  answeredAt: number | undefined
  /** HTTP status, where there was an answer over HTTP. */
  status: number | undefined
  isAcknowledged: boolean
  /** A fault took it: the app never saw this attempt. */
  isLost: boolean
  /** Number of the socket. */
  socket: number | undefined
}

/** What came of an attempt. */
export type Outcome = { isDone: true } | { isDone: false; reason: RetryReason; isFinal?: boolean }

/** Brings events to the app: over a socket or HTTP. */
export interface Carrier {
  readonly via: 'http' | 'socket'
  readonly timeoutReason: RetryReason
  carry(body: Json, delivery: Delivery): Promise<Outcome>
}

/** What the fault side asks of the delivery of events; counted down as it happens. */
export interface Disturbances {
  repeat: number
  reorder: number
  loseFirst: number
  isHeld: boolean
  /** Nothing of Slack can be reached, nor does it reach the app. */
  isDown: boolean
}

export function noDisturbances(): Disturbances {
  return { repeat: 0, reorder: 0, loseFirst: 0, isHeld: false, isDown: false }
}
