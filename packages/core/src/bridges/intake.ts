import type { Inbound, Inbox } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import { backoffMs } from '../outbox/backoff.ts'
import { realClock } from '../outbox/real-clock.ts'

/** Something that happened on a platform, and where it stands in the platform's own order. */
export interface IntakeItem {
  /** The platform's id or time of it: digits that grow, e.g. a Discord snowflake or a Slack `ts`. */
  position: string
  /** What is in one lane is handed in one after another; the thread's id. */
  lane: string
  inbound: Inbound
}

/** Hands in the item; true once it is stored, false where the intake was stopped before. */
export type Take = (item: IntakeItem) => Promise<boolean>

/**
 * The way in for platforms that keep what is written and do not remember how far we are: hands in again until it is
 * stored, keeps the order within a lane, and reads what was missed before it passes on what is new.
 */
export interface Intake {
  take: Take
  /** What is taken from now on waits for the next `catchUp`. To be called when the platform's stream was interrupted. */
  hold(): void
  /**
   * Holds, lets `read` hand in what was missed since the last known position, and then lets go. Where `read` fails it
   * is tried again. Never rejects.
   */
  catchUp(read: (since: string | undefined, take: Take) => Promise<void>): Promise<void>
  /** What waits is left to the next start, which reads it again. */
  stop(): Promise<void>
}

interface IntakeOptions {
  inbox: Inbox
  /** Where the platform stands now: known from here on, where nothing was heard before. */
  firstPosition: string
  clock?: Pick<Clock, 'after'>
}

// Whatever was in the way, operators should not wait much longer than it does.
const LONGEST_PAUSE_MS = 30_000

// A platform that cannot be read for days must not fill the memory: all that waits is in what is read then.
const MOST_HELD = 10_000

/** Begins held: what is taken waits for the first `catchUp`. */
export function createIntake({ inbox, firstPosition, clock = realClock }: IntakeOptions): Intake {
  const lanes = new Map<string, Promise<boolean>>()
  /** The last of each lane that is being stored. */
  const inHandOf = new Map<string, Promise<boolean>>()
  const wakers = new Set<() => void>()
  let isStopped = false
  let inHand = 0
  let holds = 0
  let held = 0
  /** How often what was held was let go of. */
  let losses = 0
  let latest = ''
  let gate = createGate()

  const sleep = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const wake = (): void => {
        cancel()
        wakers.delete(wake)
        resolve()
      }
      const cancel = clock.after(ms, wake)
      wakers.add(wake)
    })

  /** Tries until it goes well; false where the intake was stopped before. */
  const insist = async (what: string, run: () => Promise<unknown>): Promise<boolean> => {
    for (let tries = 0; !isStopped; tries += 1) {
      try {
        await run()
        return true
      } catch (error) {
        inbox.logger.warn(what, { reason: error instanceof Error ? error.message : String(error) })
        if (!isStopped) await sleep(Math.min(backoffMs(tries), LONGEST_PAUSE_MS))
      }
    }
    return false
  }

  const handIn = ({ position, lane, inbound }: IntakeItem): Promise<boolean> => {
    // What was told before an interruption may still be tried again when it is read anew, and what came after it.
    const turn = (inHandOf.get(lane) ?? Promise.resolve(true))
      .then(() => insist('What a platform told could not be stored yet', () => inbox.receive(inbound)))
      .then(isStored => {
        if (isStored && isLater(position, latest)) latest = position
        return isStored
      })
      .finally(() => {
        if (inHandOf.get(lane) === turn) inHandOf.delete(lane)
      })
    inHandOf.set(lane, turn)
    return turn
  }

  /** Notes how far we are, where nothing earlier is in hand any more and nothing is missed. */
  const settle = (): void => {
    if (inHand === 0 && gate.isOpen && !isStopped && latest !== '') inbox.heard(latest)
  }

  const letGo = (): void => {
    inbox.logger.warn('Too much waits for what was missed; it is read with it', { held })
    losses += 1
    held = 0
    gate.open(false)
    gate = createGate()
  }

  const inLane = (item: IntakeItem): Promise<boolean> => {
    if (!gate.isOpen) {
      if (held >= MOST_HELD) letGo()
      held += 1
    }
    inHand += 1
    const turn = Promise.all([gate.opened, lanes.get(item.lane)])
      .then(([isToBeTaken]) => isToBeTaken && handIn(item))
      .finally(() => {
        inHand -= 1
        if (lanes.get(item.lane) === turn) lanes.delete(item.lane)
        settle()
      })
    lanes.set(item.lane, turn)
    return turn
  }

  const intake: Intake = {
    take: item => (isStopped ? Promise.resolve(false) : inLane(item)),
    hold() {
      holds += 1
      if (!gate.isOpen) return
      gate = createGate()
      held = 0
    },
    async catchUp(read) {
      intake.hold()
      const ours = holds
      // Not behind what waits for the gate: the missed comes first.
      const missed = new Set<Promise<boolean>>()
      const take: Take = item => {
        const turn = handIn(item).finally(() => missed.delete(turn))
        missed.add(turn)
        return turn
      }
      let isWhole = false
      while (!isWhole && !isStopped) {
        const before = losses
        await insist('What was missed could not be read yet', async () => {
          const since = await inbox.position()
          if (since === undefined) inbox.heard(firstPosition)
          // What happens to an old message may carry its position: that is no reason to read again from there.
          else if (isLater(since, latest)) latest = since
          await read(since, take)
          await Promise.all(missed)
        })
        isWhole = before === losses
      }
      // Interrupted again meanwhile: the next one lets go.
      if (ours !== holds) return
      gate.open(true)
      settle()
    },
    async stop() {
      isStopped = true
      for (const wake of [...wakers]) wake()
      gate.open(false)
      await Promise.all(lanes.values())
    },
  }
  return intake
}

interface Gate {
  readonly isOpen: boolean
  /** Whether what waited may go on, or is let go of. */
  readonly opened: Promise<boolean>
  open(goOn: boolean): void
}

function createGate(): Gate {
  let release = (_goOn: boolean): void => undefined
  let isOpen = false
  const opened = new Promise<boolean>(resolve => {
    release = resolve
  })
  return {
    get isOpen() {
      return isOpen
    },
    opened,
    open(goOn) {
      isOpen = true
      release(goOn)
    },
  }
}

/** Compares positions as the numbers they are, however long. */
export function isLater(one: string, other: string): boolean {
  return one.length === other.length ? one > other : one.length > other.length
}
