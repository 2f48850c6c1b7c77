import type { Bridge } from '../../contracts/bridge.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { Logger } from '../../contracts/logger.ts'
import { toFailure } from './asked.ts'
import type { BridgeCall } from './bridge-call.ts'
import type { CarryOut } from './carry-out.ts'
import {
  type BridgeExtra,
  type BridgeFrame,
  callIdSchema,
  type EngineFrame,
  engineFrameSchema,
  type ProcessFrame,
  type RefusalFrame,
} from './frames.ts'
import { createPulse, type Pulse } from './pulse.ts'
import type { RemoteInbox } from './remote-inbox.ts'

/** The process's side of a connection. */
export interface Wire {
  send(text: string): void
  close(code: number, reason: string): void
}

/** One connection of a process to its engine: the key, the bridge, then calls both ways. */
export interface Visit {
  /** The connection stands: says who we are. */
  opened(): void
  receive(text: string): void
  /** The connection has ended. */
  closed(): void
  /** Lets the engine ask nothing more; resolves when everything that it asked is answered. */
  leave(): Promise<void>
}

interface VisitOptions {
  wire: Wire
  apiKey: string
  bridge: Bridge
  inbox: RemoteInbox
  carryOut: CarryOut
  clock: Pick<Clock, 'after'>
  logger: Logger
  onReady(): void
  onRefused(refusal: RefusalFrame): void
}

const EXTRAS: readonly BridgeExtra[] = ['react', 'typing', 'handleWebhook']

export function createVisit(options: VisitOptions): Visit {
  const { wire, apiKey, bridge, inbox, carryOut, clock, logger } = options
  const underWay = new Set<Promise<void>>()
  let pulse: Pulse | undefined
  let isOver = false

  const send = (
    frame: ProcessFrame | BridgeFrame | { type: 'auth'; apiKey: string; role: 'bridge' },
  ): void => {
    if (!isOver) wire.send(JSON.stringify(frame))
  }

  const answer = async (id: number, call: BridgeCall): Promise<void> => {
    try {
      send({ type: 'answer', id, result: await carryOut(call) })
    } catch (error) {
      const details = { bridge: bridge.id, method: call.method, reason: String(error) }
      if (call.method === 'start') logger.error('The bridge could not start', details)
      else logger.warn('The bridge could not do what it was asked', details)
      send({ type: 'failure', id, failure: toFailure(error) })
    }
  }

  const take = (frame: EngineFrame): void => {
    switch (frame.type) {
      case 'authenticated':
        send(introduce(bridge))
        break
      case 'ready':
        pulse = createPulse({
          clock,
          beat: () => send({ type: 'ping' }),
          onSilence: () => wire.close(4408, 'Silent for too long'),
        })
        inbox.connect(send)
        options.onReady()
        break
      case 'call': {
        const task = answer(frame.id, frame.call).finally(() => underWay.delete(task))
        underWay.add(task)
        break
      }
      case 'answer':
      case 'failure':
        inbox.settle(frame)
        break
      case 'error':
        options.onRefused(frame)
        break
      case 'ping':
        break
    }
  }

  const read = (text: string): EngineFrame | undefined => {
    let frame: unknown
    try {
      frame = JSON.parse(text)
      return engineFrameSchema.parse(frame)
    } catch (error) {
      // Perhaps of an engine that is much newer. What it wanted stays undone there, and is tried again.
      logger.error('The engine sent what this version does not understand', { reason: String(error) })
      const called = callIdSchema.safeParse(frame)
      // Said at once: it would be waited for, and everything behind it too.
      const message = 'The process does not understand this call. Run the same version on both sides.'
      if (called.success) send({ type: 'failure', id: called.data.id, failure: { message } })
      return undefined
    }
  }

  return {
    opened: () => send({ type: 'auth', apiKey, role: 'bridge' }),
    receive(text) {
      if (isOver) return
      pulse?.felt()
      const frame = read(text)
      if (frame) take(frame)
    },
    closed() {
      isOver = true
      pulse?.stop()
      inbox.disconnect()
    },
    async leave() {
      send({ type: 'leaving' })
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}

function introduce(bridge: Bridge): BridgeFrame {
  const { id, capabilities, allowedOperators } = bridge
  const has = EXTRAS.filter(name => bridge[name] !== undefined)
  return { type: 'bridge', id, capabilities, has, ...(allowedOperators ? { allowedOperators } : {}) }
}
