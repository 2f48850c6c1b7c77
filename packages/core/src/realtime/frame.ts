import type { VisitorUpdate } from '../protocol/updates.ts'

/** One update as text, made once for all who get it, and what transports made of it for the next of their clients. */
export interface Frame {
  readonly text: string
  /** As a server-sent event. */
  event?: Uint8Array
  /** As the server that accepted the WebSocket writes it. */
  encoded?: Uint8Array
}

export function toFrame(update: VisitorUpdate): Frame {
  return { text: JSON.stringify(update) }
}
