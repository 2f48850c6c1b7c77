import type { Clock } from '../contracts/clock.ts'
import type { OpenedSession } from '../conversation/command.ts'
import type { Hub } from '../realtime/hub.ts'

// Shorter than the half minute after which proxies give up on a silent request.
const HOLD_MS = 25_000

interface LongPollOptions {
  clock: Clock
  hub: Hub
  session: OpenedSession
  after: number
  signal: AbortSignal | undefined
}

/** Waits for something new, at most 25 s; answers with the JSON of a `PollResponse`. */
export function longPoll({ clock, hub, session, after, signal }: LongPollOptions): Promise<string> {
  return new Promise(resolve => {
    const texts: string[] = []
    let isDone = false
    const end = (): void => {
      if (isDone) return
      isDone = true
      cancelTimer()
      hub.leave(place)
      signal?.removeEventListener('abort', end)
      resolve(`{"updates":[${texts.join(',')}]}`)
    }
    const client = {
      send(frame: { text: string }) {
        texts.push(frame.text)
        // What comes in the same moment goes out in the same answer.
        if (texts.length === 1) clock.after(0, end)
      },
      close: end,
      backlog: () => 0,
    }
    const cancelTimer = clock.after(HOLD_MS, end)
    const place = hub.join(session, after, client, { greet: after === 0 })
    if (signal?.aborted) end()
    else signal?.addEventListener('abort', end)
  })
}
