import {
  type AIProvider,
  AiError,
  type AiEvent,
  type AiOutcome,
  type AiRequest,
  type AiUsage,
} from '../contracts/ai-provider.ts'
import type { Turn } from './turn.ts'

/** What a model said, and whether it came to an end. */
export interface Heard {
  text: string
  outcome?: AiOutcome
  usage?: AiUsage
  /** Why there is no more; absent: it ended by itself. */
  error?: unknown
}

// Far above what is ever shown; a bound, so that a model that does not end costs no memory.
const MAX_HEARD = 40_000

/**
 * Listens to a model until it ends, or the turn is stopped: then at once, whatever the provider does.
 * `onEvent` may say that nothing more is needed.
 */
export async function listen(
  provider: AIProvider,
  request: AiRequest,
  turn: Turn,
  onEvent: (heard: Heard) => 'enough' | undefined,
): Promise<Heard> {
  const heard: Heard = { text: '' }
  let events: AsyncIterator<AiEvent> | undefined
  const { promise: stopped, resolve } = Promise.withResolvers<undefined>()
  const onAbort = (): void => resolve(undefined)
  turn.signal.addEventListener('abort', onAbort, { once: true })
  try {
    events = provider.reply(request)[Symbol.asyncIterator]()
    while (!turn.signal.aborted) {
      const next = events.next()
      // Where the turn is stopped, nobody waits for it any more.
      next.catch(() => undefined)
      const step = await Promise.race([next, stopped])
      if (!step || turn.signal.aborted) break
      if (step.done) return heard
      take(heard, step.value)
      if (heard.text.length > MAX_HEARD) throw new AiError('malformed', 'The reply does not end.')
      if (onEvent(heard) === 'enough') break
    }
  } catch (error) {
    heard.error = error
  } finally {
    turn.signal.removeEventListener('abort', onAbort)
    letGo(events)
  }
  return heard
}

function take(heard: Heard, event: AiEvent): void {
  if (event.type === 'text') heard.text += event.text
  else if (event.type === 'usage') heard.usage = event.usage
  else if (heard.outcome) throw new AiError('malformed', 'The reply has two outcomes.')
  else heard.outcome = event.outcome
}

/** It is told that nobody listens; whether it hears that is its own affair. */
function letGo(events: AsyncIterator<AiEvent> | undefined): void {
  if (!events?.return) return
  Promise.resolve(events.return()).catch(() => undefined)
}
