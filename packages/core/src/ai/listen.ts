import {
  type AIProvider,
  AiError,
  type AiEvent,
  type AiOutcome,
  type AiRequest,
} from '../contracts/ai-provider.ts'
import { type HeardEvent, readEvent } from './listen-event.ts'
import { unlessAborted } from './unless-aborted.ts'

/** What a model said, and whether it came to an end. */
export interface Heard {
  text: string
  outcome?: AiOutcome
  /** As the provider said it: it may be nothing that can be counted. */
  usage?: unknown
  /** Why there is no more; absent: it ended by itself. */
  error?: unknown
}

// Far above what is ever shown; bounds, so that a model that does not end costs neither memory nor time.
const MAX_HEARD = 40_000
const MAX_EVENTS = 20_000

// A provider that never waits for anything would keep timers, and so the end of the turn, from running.
const EVENTS_WITHOUT_PAUSE = 100

/**
 * Listens to a model until it ends, or the request is aborted: then at once, whatever the provider does.
 * `onEvent` may say that nothing more is needed.
 */
export async function listen(
  provider: AIProvider,
  request: AiRequest,
  onEvent: (heard: Heard) => 'enough' | undefined,
): Promise<Heard> {
  const { signal } = request
  const heard: Heard = { text: '' }
  let events: AsyncIterator<AiEvent> | undefined
  try {
    events = provider.reply(request)[Symbol.asyncIterator]()
    for (let count = 1; ; count += 1) {
      if (signal.aborted) break
      const next = await unlessAborted(Promise.resolve(events.next()), signal)
      if (!next || signal.aborted) break
      if (next.value.done) return heard
      if (count > MAX_EVENTS) throw new AiError('malformed', 'The reply does not end.')
      take(heard, readEvent(next.value.value))
      if (onEvent(heard) === 'enough') break
      if (count % EVENTS_WITHOUT_PAUSE === 0) await pause()
    }
  } catch (error) {
    heard.error = error ?? new AiError('unavailable', 'The provider failed and did not say why.')
  }
  void letGo(events)
  return heard
}

function take(heard: Heard, event: HeardEvent): void {
  if (event.type === 'text') {
    if (heard.text.length + event.text.length > MAX_HEARD)
      throw new AiError('malformed', 'The reply does not end.')
    heard.text += event.text
  } else if (event.type === 'usage') heard.usage = event.usage
  else if (heard.outcome) throw new AiError('malformed', 'The reply has two outcomes.')
  else heard.outcome = event.outcome
}

function pause(): Promise<void> {
  return new Promise(resolve => void setTimeout(resolve))
}

/** It is told that nobody listens; whether it hears that is its own affair. */
async function letGo(events: AsyncIterator<AiEvent> | undefined): Promise<void> {
  try {
    await events?.return?.()
  } catch {
    // Whatever it says to that, the reply is over.
  }
}
