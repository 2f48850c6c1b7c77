/** A request to an address that somebody gave us. */
export interface OutgoingRequest {
  url: string
  method: 'GET' | 'POST'
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Milliseconds for all of it, redirects and the answer's body included. */
  timeoutMs: number
  /** Bytes of the answer's body that are read; what is longer is cut there. */
  maxBytes: number
  /** How many redirects are followed. */
  maxRedirects: number
  signal?: AbortSignal
}

/** The answer to it, of whatever status. */
export interface OutgoingResponse {
  status: number
  /** By name in lower case. */
  headers: Readonly<Record<string, string>>
  /** Where it came from in the end. */
  url: string
  body: Uint8Array
}

/**
 * Asks an address that somebody gave us, and never one of the network we stand in.
 * @throws OutgoingError
 */
export interface OutgoingFetch {
  (request: OutgoingRequest): Promise<OutgoingResponse>
  /** Present when it knows of some addresses beforehand that it refuses. @throws OutgoingError `refused` */
  check?(url: string): void
}

/** `refused`: we do not ask there. `unreachable`: nobody answered, or not in time. */
export type OutgoingErrorKind = 'refused' | 'unreachable'

/** Why there is no answer; its message names no address of ours. */
export class OutgoingError extends Error {
  override readonly name = 'OutgoingError'
  readonly kind: OutgoingErrorKind

  constructor(kind: OutgoingErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.kind = kind
  }
}
