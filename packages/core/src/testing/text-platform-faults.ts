import { BridgeError, type BridgeErrorKind } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'

/** What a bridge asks of the platform. */
export type PlatformCall =
  | 'openThread'
  | 'updateThread'
  | 'closeThread'
  | 'reopenThread'
  | 'send'
  | 'edit'
  | 'remove'
  | 'react'
  | 'typing'

/** One thing that goes wrong. */
export interface Fault {
  on?: PlatformCall
  error: BridgeErrorKind
  retryAfterMs?: number
  /** How often; default once. */
  times?: number
  /** Only where the call carries this text. */
  text?: string
  /** The call is carried out, and only its answer is lost. */
  isDone?: boolean
}

/** What will go wrong, and what was called. */
export interface FaultPlan {
  /** Every call that reached the platform, refused ones too. */
  readonly journal: { call: PlatformCall; threadId: string; at: number; error?: BridgeErrorKind }[]
  /** Calls that came although the platform had asked for silence. */
  readonly ignored: number
  add(fault: Fault): void
  /** No answer to any call until `answer` is called. */
  hang(): void
  answer(): void
  /** How many calls wait for an answer. */
  waiting(): number
  /** Carries out a call, or not, as planned. */
  pass<Result>(call: PlatformCall, threadId: string, text: string, act: () => Result): Promise<Result>
}

const COUNTED: readonly PlatformCall[] = ['openThread', 'updateThread', 'send', 'edit']

export function faultPlan(clock: Clock, limit?: { messages: number; perMs: number }): FaultPlan {
  const journal: FaultPlan['journal'] = []
  const faults: Fault[] = []
  let taken: number[] = []
  let silentUntil = 0
  let ignored = 0
  let parked: (() => void)[] = []
  let isHanging = false

  const limited = (): BridgeError | undefined => {
    if (!limit) return undefined
    const now = clock.now()
    taken = taken.filter(at => at > now - limit.perMs)
    if (taken.length < limit.messages) return undefined
    return tooMuch((taken[0] ?? now) + limit.perMs - now)
  }

  const tooMuch = (retryAfterMs: number): BridgeError => {
    silentUntil = clock.now() + retryAfterMs
    return new BridgeError('rate-limited', 'Too Many Requests', { retryAfterMs })
  }

  const planned = (call: PlatformCall, text: string): Fault | undefined => {
    const index = faults.findIndex(
      fault => (!fault.on || fault.on === call) && (fault.text === undefined || text.includes(fault.text)),
    )
    const fault = faults[index]
    if (!fault) return undefined
    const times = fault.times ?? 1
    if (times <= 1) faults.splice(index, 1)
    else faults[index] = { ...fault, times: times - 1 }
    return fault
  }

  return {
    journal,
    get ignored() {
      return ignored
    },
    add: fault => void faults.push(fault),
    hang() {
      isHanging = true
    },
    answer() {
      isHanging = false
      const all = parked
      parked = []
      for (const go of all) go()
    },
    waiting: () => parked.length,
    async pass(call, threadId, text, act) {
      if (isHanging) await new Promise<void>(resolve => parked.push(resolve))
      const entry: FaultPlan['journal'][number] = { call, threadId, at: clock.now() }
      journal.push(entry)
      if (clock.now() < silentUntil) ignored += 1
      const fault = planned(call, text)
      const error =
        fault?.error === 'rate-limited'
          ? tooMuch(fault.retryAfterMs ?? 1000)
          : fault
            ? new BridgeError(fault.error, `The platform said: ${fault.error}.`)
            : COUNTED.includes(call)
              ? limited()
              : undefined
      if (error) entry.error = error.kind
      if (error && !fault?.isDone) throw error
      if (COUNTED.includes(call)) taken.push(clock.now())
      const result = act()
      if (error) throw error
      return result
    },
  }
}
