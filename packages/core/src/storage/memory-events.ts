import type { Clock } from '../contracts/clock.ts'
import type { EventQuery, NewEvent, StoredEvent } from '../contracts/storage.ts'
import { dueQueue } from './memory-due-queue.ts'

/** How many expired events go when one is put: more than one, so that they cannot pile up. */
const PRUNE_STEPS = 4

/** What happened, by number. */
export interface MemoryEvents {
  put(event: NewEvent): void
  list(query: EventQuery): StoredEvent[]
  /** Forgets those of a session. */
  erase(sessionId: string): void
}

export function memoryEvents(clock: Pick<Clock, 'now'>): MemoryEvents {
  /** Ascending by number. Those forgotten stand here until they are as many as the others. */
  let events: StoredEvent[] = []
  const forgotten = new Set<number>()
  const expiries = dueQueue<number>()
  let lastNumber = 0

  function pruneSome(): void {
    for (let step = 0; step < PRUNE_STEPS; step++) {
      const first = expiries.peek()
      if (first === undefined || first.at > clock.now()) break
      expiries.pop()
      // One that was erased since is gone from the list, and a number never comes again.
      if (events[indexAfter(events, first.item) - 1]?.number === first.item) forgotten.add(first.item)
    }
    if (forgotten.size > events.length / 2 + 16) {
      events = events.filter(({ number }) => !forgotten.has(number))
      forgotten.clear()
    }
  }

  function isWanted(event: StoredEvent, projectId: string | undefined): boolean {
    return (projectId === undefined || event.projectId === projectId) && !forgotten.has(event.number)
  }

  return {
    put(event) {
      pruneSome()
      const number = ++lastNumber
      events.push(Object.freeze({ ...event, number }))
      expiries.push({ at: event.expiresAt, item: number })
    },

    list({ projectId, after, limit }) {
      const step = after === undefined ? -1 : 1
      const found: StoredEvent[] = []
      let index = after === undefined ? events.length - 1 : indexAfter(events, after)
      for (; found.length < limit; index += step) {
        const event = events[index]
        if (event === undefined) break
        if (isWanted(event, projectId)) found.push(event)
      }
      return found
    },

    erase(sessionId) {
      events = events.filter(event => event.sessionId !== sessionId)
    },
  }
}

/** Index of the first event whose number is greater. */
function indexAfter(events: readonly StoredEvent[], number: number): number {
  let low = 0
  let high = events.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((events[middle] as StoredEvent).number <= number) low = middle + 1
    else high = middle
  }
  return low
}
