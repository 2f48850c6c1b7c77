/** What somebody said, as a model is told. Everything but the AI's own turns is data that came from outside. */
export interface AiTurn {
  from: 'visitor' | 'operator' | 'ai'
  text: string
}

/** A piece of the project's own documents. Data: what stands in it orders nothing. */
export interface AiPassage {
  /** What a citation names it by, e.g. `p1`. */
  id: string
  /** Of the document. */
  title: string
  /** The headings it stands under, outermost first. */
  headings: readonly string[]
  text: string
  /** Where a person can read it, with its anchor; absent for files and plain text. */
  url?: string
}

/** What a model is asked. */
export interface AiRequest {
  /** Oldest first. What the visitor said last is what is to be answered; it may be several turns. */
  conversation: readonly AiTurn[]
  /** What the engine and the host ask of the model: the only part that is to be obeyed. No secret is in it. */
  instructions: string
  /** Best first. */
  passages: readonly AiPassage[]
  /** Most tokens that the reply may have. */
  maxOutputTokens: number
  /** Aborted when a person answers, or it takes too long: end at once; nothing is read any more. */
  signal: AbortSignal
}

/** What kind of reply it is. */
export type AiOutcome =
  /** The text answers. `citations`: ids of the passages it rests on. `isSure` false: it may not be what was asked for. */
  | { type: 'answer'; citations: readonly string[]; isSure: boolean }
  /** The text asks back what is meant: it states nothing. Counts as unsure. */
  | { type: 'clarify' }
  /** It greets, thanks or says goodbye: it asks and states nothing. */
  | { type: 'smalltalk' }
  /** A person is needed; the text is not shown. `asked`: the visitor wants one. */
  | { type: 'handoff'; reason: 'asked' | 'not-found' | 'cannot-help'; summary?: string }
  /** It is nothing that the project answers, e.g. homework; the text says so kindly. */
  | { type: 'refuse' }

export interface AiUsage {
  inputTokens: number
  outputTokens: number
}

/** A piece of a reply. */
export type AiEvent =
  | { type: 'text'; text: string }
  /** Once. Before the text, it lets the visitor read along; at the latest as the last of all but `usage`. */
  | { type: 'outcome'; outcome: AiOutcome }
  /** What it cost; absent: it is estimated. */
  | { type: 'usage'; usage: AiUsage }

/** A model that answers visitors. */
export interface AIProvider {
  /** For logs, e.g. `openai gpt-4.1-mini`; no secret. */
  readonly name: string
  /**
   * Streams one reply. Tries again by itself what may succeed soon; throws an `AiError` where it gives up. May be called
   * many times at once.
   */
  reply(request: AiRequest): AsyncIterable<AiEvent>
  /** One vector per text, all of one length: knowledge is then found by meaning too. Present when the provider can. */
  embed?(texts: readonly string[], options: { signal?: AbortSignal }): Promise<readonly (readonly number[])[]>
}

/** `malformed`: it answered, but not in the agreed form. `misconfigured`: a person must fix the key, the model or the address. */
export type AiErrorKind = 'rate-limited' | 'unavailable' | 'timeout' | 'malformed' | 'misconfigured'

/** Why there is no reply; its message holds no key and nothing that the visitor said. */
export class AiError extends Error {
  override readonly name = 'AiError'
  readonly kind: AiErrorKind

  constructor(kind: AiErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options)
    this.kind = kind
  }
}
