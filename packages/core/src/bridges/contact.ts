import { type Bridge, BridgeError } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { BridgeHealth } from '../protocol/api-types.ts'

/** When a platform was reached last, and what went wrong since. Of this process alone. */
export interface Contact {
  reached(): void
  failed(error: unknown): void
  health(): BridgeHealth
}

// What is no BridgeError may name anything: it is in the log.
const UNKNOWN = 'Something unexpected went wrong; the log has more.'
const MAX_ERROR_LENGTH = 300

export function createContact(bridge: Pick<Bridge, 'id'>, clock: Pick<Clock, 'now'>): Contact {
  let reachedAt: number | undefined
  let trouble: { at: number; error: string } | undefined
  const iso = (time: number): string => new Date(time).toISOString()
  return {
    reached() {
      reachedAt = clock.now()
      trouble = undefined
    },
    failed(error) {
      const isTold = error instanceof BridgeError
      trouble = { at: clock.now(), error: isTold ? error.message.slice(0, MAX_ERROR_LENGTH) : UNKNOWN }
    },
    health: () => ({
      id: bridge.id,
      ...(reachedAt === undefined ? {} : { lastContactAt: iso(reachedAt) }),
      ...(trouble ? { error: trouble.error, lastErrorAt: iso(trouble.at) } : {}),
    }),
  }
}

const CALLS: ReadonlySet<PropertyKey> = new Set([
  'start',
  'openThread',
  'updateThread',
  'send',
  'edit',
  'remove',
  'react',
  'closeThread',
  'typing',
])

// An answer too: the platform was there to refuse, or to say when it wants more.
const ANSWERS: ReadonlySet<string> = new Set(['refused', 'thread-gone', 'message-gone', 'rate-limited'])

/** The same bridge, whose calls are noted. */
export function watched(bridge: Bridge, contact: Contact): Bridge {
  const noted =
    (call: CallableFunction) =>
    async (...given: unknown[]): Promise<unknown> => {
      try {
        const result: unknown = await Reflect.apply(call, bridge, given)
        contact.reached()
        return result
      } catch (error) {
        if (error instanceof BridgeError && ANSWERS.has(error.kind)) contact.reached()
        else contact.failed(error)
        throw error
      }
    }
  const calls = new Map<PropertyKey, CallableFunction>()
  return new Proxy(bridge, {
    get(target, name) {
      const known = calls.get(name)
      if (known) return known
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      // Always called on the bridge itself, which may have private members.
      const call: CallableFunction = CALLS.has(name) ? noted(value) : value.bind(target)
      calls.set(name, call)
      return call
    },
  })
}
