import { BridgeError } from '../../contracts/bridge.ts'
import { createAsked, toError } from './asked.ts'
import type { BridgeCall } from './bridge-call.ts'
import { callIdSchema, type InboxCall, type ProcessFrame, processFrameSchema } from './frames.ts'
import { createPulse } from './pulse.ts'
import type { Line, SeatParts } from './seat.ts'

/** A process that has a bridge's seat, as the engine sees it. */
export interface Occupant {
  /** It is about to end: nothing more is asked of it. */
  readonly isLeaving: boolean
  ask(call: BridgeCall): Promise<unknown>
  /** Takes a frame of its. */
  receive(frame: unknown): void
  /** Its connection has ended. */
  closed(reason: string): void
}

interface OccupantOptions extends SeatParts {
  id: string
  line: Line
  timeoutMs: number
  onLeaving(): void
  onGone(reason: string): void
}

// A bridge hands in one thing after another in each thread: more than this is a process gone wrong.
const MAX_RECEIVING = 1000

// Whoever ends does not wait long for somebody who may never answer.
const STOP_MS = 10_000

export function createOccupant(options: OccupantOptions): Occupant {
  const { id: bridge, line, inbox, clock, logger, timeoutMs } = options
  const asked = createAsked<BridgeCall>({ clock, send: frame => line.send(frame) })
  let isLeaving = false
  let isGone = false
  let receiving = 0

  const pulse = createPulse({
    clock,
    beat: () => line.send({ type: 'ping' }),
    onSilence: () => cut(4408, 'Silent for too long'),
  })

  const end = (reason: string): void => {
    if (isGone) return
    isGone = true
    pulse.stop()
    // Like an answer of the platform's that was lost: it may have been done.
    asked.end(new BridgeError('unavailable', 'The process went away before it answered.'))
    options.onGone(reason)
  }

  // At once, however long the closing takes: somebody else may be waiting for the seat.
  const cut = (code: number, reason: string): void => {
    line.close(code, reason)
    end(reason)
  }

  const carryOut = async (call: InboxCall): Promise<string | null> => {
    if (call.method === 'position') return (await inbox.position()) ?? null
    await inbox.receive(call.inbound)
    return null
  }

  const answer = async (id: number, call: InboxCall): Promise<void> => {
    receiving += 1
    try {
      // Only now, after the commit, may the platform be told.
      const result = await carryOut(call)
      if (!isGone) line.send({ type: 'answer', id, result })
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      logger.warn('What a platform told could not be stored', { bridge, reason: message })
      if (!isGone) line.send({ type: 'failure', id, failure: { message: message.slice(0, 1000) } })
    } finally {
      receiving -= 1
    }
  }

  const take = (frame: ProcessFrame): void => {
    switch (frame.type) {
      case 'answer':
      case 'failure':
        asked.settle(frame)
        break
      case 'call':
        if (receiving < MAX_RECEIVING) void answer(frame.id, frame.call)
        else cut(4429, 'Too much at once')
        break
      case 'heard':
        inbox.heard(frame.position)
        break
      case 'ended':
        inbox.ended(toError(frame.failure))
        break
      case 'leaving':
        isLeaving = true
        options.onLeaving()
        break
      case 'ping':
        break
    }
  }

  return {
    get isLeaving() {
      return isLeaving
    },
    ask: call => asked.ask(call, call.method === 'stop' ? Math.min(STOP_MS, timeoutMs) : timeoutMs),
    receive(frame) {
      if (isGone) return
      pulse.felt()
      const read = processFrameSchema.safeParse(frame)
      if (read.success) return take(read.data)
      const issue = read.error.issues[0]
      const message = `${issue?.path.join('.')}: ${issue?.message}`
      logger.warn('The process of a bridge sent what is no frame', { bridge, reason: message })
      const called = callIdSchema.safeParse(frame)
      // One thing that cannot be read must not keep the process from coming back for the others.
      if (called.success) line.send({ type: 'failure', id: called.data.id, failure: { message } })
      else cut(4400, 'BAD_REQUEST')
    },
    closed: end,
  }
}
