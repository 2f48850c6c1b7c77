import type { StoredEvent } from '../contracts/storage.ts'
import type { EventFrame, EventLog, LogPlace } from './event-log.ts'

/** Reads what is put at the end of the log, once for all who follow it. */
export interface EventTail {
  /** Begins; from then on `pass` is called for everything that happens. Rejects where the log cannot be read. */
  readonly begun: Promise<void>
  /** Everything up to here was passed on; `undefined` before it begins. */
  readonly place: LogPlace | undefined
  /** There may be something new. Cheap. */
  wake(): void
  stop(): void
}

interface TailOptions {
  log: EventLog
  /** Others are passed over without being described. */
  isWanted(projectId: string): boolean
  /** Each event in order; without a frame there is nothing to tell. */
  pass(event: StoredEvent, frame: EventFrame | undefined): void
  onError(error: unknown): void
}

const PAGE = 100

export function createEventTail({ log, isWanted, pass, onError }: TailOptions): EventTail {
  let place: LogPlace | undefined
  let isReading = false
  let isWoken = false
  let isStopped = false

  const readOn = async (from: LogPlace): Promise<void> => {
    let { number } = from
    for (;;) {
      isWoken = false
      const page = await log.read(number, PAGE)
      const frames = await Promise.all(
        page.map(event => (isWanted(event.projectId) ? log.frame(event) : undefined)),
      )
      if (isStopped) return
      for (const [index, event] of page.entries()) {
        place = { at: event.at, number: event.number }
        pass(event, frames[index])
      }
      number = page.at(-1)?.number ?? number
      if (page.length < PAGE && !isWoken) return
    }
  }

  const wake = (): void => {
    isWoken = true
    if (place && !isReading && !isStopped) void run(place)
  }

  /** Never rejects: what could not be read is read when it is woken again. */
  const run = async (from: LogPlace): Promise<void> => {
    isReading = true
    try {
      await readOn(from)
    } catch (error) {
      onError(error)
    } finally {
      isReading = false
    }
  }

  const begin = async (): Promise<void> => {
    place = await log.newest()
    if (isWoken) wake()
  }

  return {
    begun: begin(),
    get place() {
      return place
    },
    wake,
    stop() {
      isStopped = true
    },
  }
}
