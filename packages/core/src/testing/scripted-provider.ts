import type { AIProvider, AiEvent, AiOutcome, AiRequest, AiUsage } from '../contracts/ai-provider.ts'

/** What a scripted provider says to one request. */
export interface ScriptedReply {
  /** As one piece, or as the pieces in which it streams. Default: none. */
  text?: string | readonly string[]
  /** Default: a sure answer that cites every passage of the request. `none`: the reply ends without one. */
  outcome?: AiOutcome | 'none'
  /** Default true; otherwise it comes after the text. */
  outcomeFirst?: boolean
  usage?: AiUsage
  /** Thrown in the place of what would have come then. */
  fail?: Error
  /** How many pieces of the text come before `fail`. Default 0: nothing comes at all. */
  failAfter?: number
  /**
   * Awaited before each piece of the text, with its index, and once more, with the number of pieces, before the end. A
   * test holds the stream here.
   */
  before?: (chunkIndex: number) => void | Promise<void>
}

/** Answers in turn, or whatever it makes of the request; `call` counts from 0. */
export type AiScript =
  | readonly ScriptedReply[]
  | ((request: AiRequest, call: number) => ScriptedReply | Promise<ScriptedReply>)

export interface ScriptedProviderOptions {
  /** Default: `scripted`. */
  name?: string
  /** Makes it a provider that can embed. */
  embed?: NonNullable<AIProvider['embed']>
}

/** A provider without a model that remembers what it was asked. */
export interface ScriptedProvider extends AIProvider {
  readonly requests: readonly AiRequest[]
}

/** An `AIProvider` that says what a test wants: a list of replies, or a function of the request. */
export function scriptedProvider(script: AiScript, options: ScriptedProviderOptions = {}): ScriptedProvider {
  const requests: AiRequest[] = []

  const replyTo = (request: AiRequest, call: number): ScriptedReply | Promise<ScriptedReply> => {
    if (typeof script === 'function') return script(request, call)
    const reply = script[call]
    if (!reply) throw new Error(`The script has ${script.length} replies, and this is request ${call + 1}.`)
    return reply
  }

  async function* reply(request: AiRequest): AsyncGenerator<AiEvent> {
    const { signal } = request
    if (signal.aborted) return
    const call = requests.push(request) - 1
    const scripted = await unlessAborted(replyTo(request, call), signal)
    if (!scripted) return
    for await (const event of play(scripted, request)) {
      if (signal.aborted) return
      yield event
    }
  }

  const { name = 'scripted', embed } = options
  return { name, requests, reply, ...(embed ? { embed } : {}) }
}

async function* play(reply: ScriptedReply, { signal, passages }: AiRequest): AsyncGenerator<AiEvent> {
  const { text = [], outcomeFirst = true, usage, fail, failAfter = 0, before } = reply
  const chunks = typeof text === 'string' ? [text] : text
  const outcome = reply.outcome ?? { type: 'answer', citations: passages.map(({ id }) => id), isSure: true }
  const isTold = outcome !== 'none'

  if (fail && failAfter <= 0) throw fail
  if (isTold && outcomeFirst) yield { type: 'outcome', outcome }
  for (const [index, chunk] of chunks.entries()) {
    await unlessAborted(before?.(index), signal)
    if (signal.aborted) return
    if (fail && index >= failAfter) throw fail
    yield { type: 'text', text: chunk }
  }
  await unlessAborted(before?.(chunks.length), signal)
  if (signal.aborted) return
  if (fail) throw fail
  if (isTold && !outcomeFirst) yield { type: 'outcome', outcome }
  if (usage) yield { type: 'usage', usage }
}

/** Waits no longer than until the request is aborted: a gate that nobody opens holds up nothing. */
async function unlessAborted<T>(value: T | Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const stop = (): void => resolve(undefined)
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    return await Promise.race([value, promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
