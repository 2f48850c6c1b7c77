import type { CommandFrame, VisitorUpdate } from '@pocketping/core/protocol'

/** What a transport is given, and whom it tells. */
export interface Feed {
  base_: string
  token_: string
  /** Last `seq` that was applied. */
  cursor_(): number
  /** Asks the server with the token; throws a `Refusal`, or what `fetch` throws. */
  request_(path: string, signal: AbortSignal): Promise<Response>
  update_(update: VisitorUpdate): void
  /** The connection works, though nothing has been said on it. */
  alive_(): void
  /** The connection is gone; nothing follows. */
  lost_(isTokenDead?: boolean): void
  /** A better transport may work by now. */
  reconnect_(): void
}

/** An open connection. */
export interface Link {
  /** Present when commands go over the same connection. */
  send_?(frame: CommandFrame): void
  /** Ends it; nothing more comes of it. */
  close_(): void
}

export type Transport = (feed: Feed) => Link
