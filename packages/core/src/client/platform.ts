/** What the client reads of an answer. */
export interface ClientResponse {
  readonly status: number
  readonly headers: { get(name: string): string | null }
  text(): Promise<string>
}

/** The part of `fetch` that the client uses. */
export type ClientFetch = (
  url: string,
  init: {
    method: string
    headers: Record<string, string>
    body?: string
    redirect: 'manual'
    signal: AbortSignal
  },
) => Promise<ClientResponse>

/** The part of a `WebSocket` that the client uses. */
export interface ClientSocket {
  send(text: string): void
  close(code?: number, reason?: string): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { code: number; reason: string }) => void): void
}

/** Makes a connection, as the global `WebSocket` does. */
export type ClientWebSocket = new (url: string, protocol: string) => ClientSocket

/** Timers, as an argument. */
export interface ClientClock {
  /** Calls back once after `ms`; answers with a function that calls it off. */
  after(ms: number, callback: () => void): () => void
}

/** The platform's timers. They keep a process alive: somebody waits for the answer. */
export const timers: ClientClock = {
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
