import type { ClientEvent } from './events.ts'

/** Hands out events one after the other, each once. */
export interface EventQueue {
  /** Of the last event that was handled. */
  readonly lastEventId: string | undefined
  /** Where to go on after a break of the connection. */
  readonly resumeAfter: string | undefined
  /** Says where the events begin: until one was handled, that is where to go on. */
  begin(id: string | undefined): void
  /** False where too many wait: it was not taken. */
  add(event: ClientEvent): boolean
  /** Forgets what waits. */
  clear(): void
}

interface QueueOptions {
  after: string | undefined
  handle(event: ClientEvent): unknown
  onError(error: unknown): void
  /** Nothing waits any more. */
  onEmpty(): void
}

const MAX_WAITING = 10_000

// The engine sends again what waits here, and perhaps what was just handled.
const MAX_KNOWN = 2 * MAX_WAITING

export function createEventQueue({ after, handle, onError, onEmpty }: QueueOptions): EventQueue {
  const known = new Set<string>()
  let waiting: ClientEvent[] = []
  let lastEventId = after
  let lastTakenId: string | undefined
  let isRunning = false

  const run = async (): Promise<void> => {
    isRunning = true
    for (let event = waiting.shift(); event; event = waiting.shift()) {
      try {
        await handle(event)
        lastEventId = event.id
      } catch (error) {
        onError(error)
      }
    }
    isRunning = false
    onEmpty()
  }

  const isKnown = ({ type, id }: ClientEvent): boolean => {
    // These have the id of another event.
    if (type === 'typing' || type === 'gap') return false
    if (known.has(id)) return true
    known.add(id)
    for (const oldest of known) {
      if (known.size <= MAX_KNOWN) break
      known.delete(oldest)
    }
    return false
  }

  return {
    get lastEventId() {
      return lastEventId
    },
    // Where none was handled yet, what waits here is not to be lost together with what follows it.
    get resumeAfter() {
      return lastEventId ?? lastTakenId
    },
    begin(id) {
      if (lastTakenId === undefined) lastEventId ??= id
    },
    add(event) {
      if (waiting.length >= MAX_WAITING) return false
      if (isKnown(event)) return true
      lastTakenId = event.id
      waiting.push(event)
      if (!isRunning) void run()
      return true
    },
    clear() {
      waiting = []
    },
  }
}
