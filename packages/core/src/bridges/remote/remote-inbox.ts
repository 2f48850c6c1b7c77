import type { Inbox } from '../../contracts/bridge.ts'
import type { Logger } from '../../contracts/logger.ts'
import { toError, toFailure } from './asked.ts'
import { type AnswerFrame, type InboxCall, MAX_PROCESS_FRAME_BYTES, type ProcessFrame } from './frames.ts'

/** The engine's inbox, as a bridge in a process of its own has it: over whichever connection there is. */
export interface RemoteInbox extends Inbox {
  /** There is a connection: what was not answered yet is asked again, in its order. */
  connect(send: (frame: ProcessFrame) => void): void
  disconnect(): void
  settle(frame: AnswerFrame): void
  /** The bridge said that it has ended, since this was last set back. */
  hasEnded: boolean
  /** Nothing that waits will be answered: the bridge is about to be stopped. */
  giveUp(): void
}

interface Waiting {
  call: InboxCall
  resolve(result: unknown): void
  reject(error: Error): void
}

// Code units of which none takes more bytes.
const SAFE_LENGTH = Math.floor(MAX_PROCESS_FRAME_BYTES / 4)

export function createRemoteInbox(logger: Logger): RemoteInbox {
  const waiting = new Map<number, Waiting>()
  let send: ((frame: ProcessFrame) => void) | undefined
  let lastId = 0
  /** What `heard` said while nobody could be told. */
  let unsaid: string | undefined

  const ask = (call: InboxCall): Promise<unknown> => {
    // The engine would cut the connection, and be sent the same again on the next.
    if (JSON.stringify(call).length > SAFE_LENGTH)
      return Promise.reject(new Error('What the platform told is too large to be handed on.'))
    lastId += 1
    const id = lastId
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    waiting.set(id, { call, resolve, reject })
    send?.({ type: 'call', id, call })
    return promise.finally(() => waiting.delete(id))
  }

  const inbox: RemoteInbox = {
    logger,
    hasEnded: false,
    async receive(inbound) {
      await ask({ method: 'receive', inbound })
    },
    async position() {
      const position = await ask({ method: 'position' })
      return typeof position === 'string' ? position : undefined
    },
    heard(position) {
      if (send) send({ type: 'heard', position })
      else unsaid = position
    },
    ended(error) {
      logger.error('The bridge does not receive', { reason: String(error) })
      inbox.hasEnded = true
      // An engine that is away will ask for a start when it is back, and that is a new one then.
      send?.({ type: 'ended', failure: toFailure(error) })
    },
    connect(through) {
      send = through
      for (const [id, { call }] of waiting) through({ type: 'call', id, call })
      if (unsaid !== undefined) through({ type: 'heard', position: unsaid })
      unsaid = undefined
    },
    disconnect() {
      send = undefined
    },
    settle(frame) {
      const one = waiting.get(frame.id)
      if (frame.type === 'answer') one?.resolve(frame.result)
      else one?.reject(toError(frame.failure))
    },
    giveUp() {
      for (const { reject } of waiting.values())
        reject(new Error('The engine is away, and this process stops receiving.'))
    },
  }
  return inbox
}
