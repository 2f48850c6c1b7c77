import { type CallPlan, type Moment, makeCallFaults, type Pause } from '../shared/call-faults.ts'
import type { Clock } from '../shared/clock.ts'
import type { GatewayFaults } from './gateway/faults.ts'
import type { Limiter, Scope } from './limits.ts'
import type { Json } from './wire.ts'

/** A call as hooks see it. */
export interface DiscordCall {
  /** The operation, such as `createMessage`. */
  method: string
  /** Ids in the path. */
  params: Record<string, string>
  body: Json
  moment: Moment
}

/** What a fault answers instead of the operation. */
export interface Failure {
  status: number
  code: number
  message: string
  retryAfter: number | undefined
}

/** Everything that can go wrong on the way. `method` is an operation or `*`. */
export interface DiscordFaults extends GatewayFaults {
  /** The next `count` calls that change something are refused with 429 and this `retry_after`, whatever the limits say. */
  limit(count: number, retryAfter: number, scope?: Scope): void
  /** The next calls are refused without being executed; once, and with 500, unless told otherwise. */
  fail(
    method: string,
    failure?: { times?: number; status?: number; code?: number; message?: string; retryAfter?: number },
  ): void
  /** Calls take `ms` longer, until `clear`. */
  delay(method: string, ms: number, moment?: Moment): void
  /** The next calls are executed and the connection is cut before the answer. */
  dropAnswer(method: string, times?: number): void
  /** The next calls are not executed: the connection is cut when they arrive. */
  dropRequest(method: string, times?: number): void
  /** The next call of this method stands still there, for instance until a test has killed its process. */
  pause(method: string, moment?: Moment): Pause<DiscordCall>
  /** Calls `hook` at both moments of every call and waits for it. Returns a function that removes it. */
  onCall(hook: (call: DiscordCall) => void | Promise<void>): () => void
  /** The server cannot be reached: calls are cut, and the gateway is down. */
  hold(): void
  /** The server is back. */
  resume(): void
  /** Ends all of this. */
  clear(): void
}

export interface FaultParts {
  clock: Clock
  limiter: Limiter
  gateway: GatewayFaults & { clearGateway(): void }
  /** Whether the server is held; read by it. */
  state: { isHeld: boolean }
  /** Cuts the calls that are under way. */
  cut: () => void
}

export function makeFaults({ clock, limiter, gateway, state, cut }: FaultParts): {
  faults: DiscordFaults
  plan: CallPlan<DiscordCall, Failure>
} {
  const { faults: calls, plan } = makeCallFaults<DiscordCall, Failure>(clock)
  const { clearGateway, ...gatewayFaults } = gateway
  const faults: DiscordFaults = {
    ...calls,
    ...gatewayFaults,
    limit: (count, retryAfter, scope = 'user') => limiter.force(count, retryAfter, scope),
    fail(method, { times = 1, status = 500, code = 0, message, retryAfter } = {}) {
      calls.fail(method, times, { status, code, message: message ?? describe(status), retryAfter })
    },
    hold() {
      state.isHeld = true
      cut()
      gateway.gatewayDown()
    },
    resume() {
      state.isHeld = false
      gateway.gatewayUp()
    },
    clear() {
      calls.clear()
      clearGateway()
      limiter.force(0, 0, 'user')
      faults.resume()
    },
  }
  return { faults, plan }
}

const reasons: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [401, 'Unauthorized'],
  [403, 'Forbidden'],
  [404, 'Not Found'],
  [500, 'Internal Server Error'],
  [502, 'Bad Gateway'],
  [503, 'Service Unavailable'],
])

function describe(status: number): string {
  return status === 429 ? 'You are being rate limited.' : `${status}: ${reasons.get(status) ?? 'Error'}`
}
