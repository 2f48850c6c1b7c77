import type { Identity, JsonObject, Message } from '@pocketping/core/protocol'
import type { Options } from './options.ts'

/** What `on` can listen to, and what each listener is told. */
export interface WidgetEvents {
  /** A message arrived or was written, in this or another tab. */
  message: Message
  open: undefined
  close: undefined
  /** How many messages the visitor has not seen. */
  unread: number
  /** The backend emitted a custom event. */
  event: { name: string; data?: JsonObject }
}

/** Who the visitor is, and one of two that prove it: made by the page's own server, with the project's secret. */
export interface Identification extends Identity {
  /** A signed token (JWT). */
  identityToken?: string
  /** HMAC-SHA256 of `customerId`, as hex digits. */
  identityHash?: string
}

type Data = JsonObject | undefined

/** The public API: what `init` returns, and `window.PocketPing`. */
export interface PocketPing {
  /** Shows the launcher. A second call changes options; there is never a second widget. */
  init(options?: Options): PocketPing
  open(): void
  close(): void
  toggle(): void
  /** Writes as the visitor. */
  sendMessage(content: string): void
  /** Tells the backend of a custom event. */
  trigger(name: string, data?: JsonObject): void
  /** Listens to a custom event of the backend; returns what stops listening. */
  onEvent(name: string, listener: (data: Data) => void): () => void
  offEvent(name: string, listener: (data: Data) => void): unknown
  /** Listens to the widget; returns what stops listening. */
  on<Name extends keyof WidgetEvents>(name: Name, listener: (detail: WidgetEvents[Name]) => void): () => void
  /** Labels the conversation for the operators, and with a proof finds that of another device. It starts none. */
  identify(identity: Identification): void
  /** Forgets the visitor and the conversation, e.g. when the user logs out; on the server, this browser's way to it. */
  reset(): void
  /** Takes the widget off the page; the conversation stays. */
  destroy(): void
}
