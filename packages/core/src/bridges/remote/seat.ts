import { BridgeError, type Inbox } from '../../contracts/bridge.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { Logger } from '../../contracts/logger.ts'
import { PocketPingError } from '../../protocol/errors.ts'
import { type BridgeCall, type BridgeMethod, type BridgeResults, bridgeResultSchemas } from './bridge-call.ts'
import type { BridgeFrame, EngineFrame } from './frames.ts'
import { createOccupant, type Occupant } from './occupant.ts'

/** The engine's side of a process's connection. */
export interface Line {
  send(frame: EngineFrame): void
  close(code: number, reason: string): void
}

/** What the engine gives to the seat of a bridge. */
export interface SeatParts {
  inbox: Pick<Inbox, 'receive' | 'position' | 'heard' | 'ended'>
  clock: Clock
  logger: Logger
  /** A process has come, or does not take calls any more. */
  onChange(): void
}

/** The place of a bridge's process at its engine: one at a time. */
export interface Seat {
  /** A process is there that takes calls. */
  readonly isTaken: boolean
  /** From here on processes may come. */
  open(parts: SeatParts): void
  /** Lets a process take the seat. @throws PocketPingError `BRIDGE_BUSY` while another one has it */
  take(frame: BridgeFrame, line: Line): Occupant
  /** @throws BridgeError `rate-limited` where no process is there, `unavailable` where its answer was lost */
  call<Method extends BridgeMethod>(call: BridgeCall & { method: Method }): Promise<BridgeResults[Method]>
}

// Nothing was asked of anybody, so it costs nothing to ask again soon.
const AWAY_MS = 1000

/** @param onTaken is told what the process says of its bridge, before anybody asks anything of it */
export function createSeat(id: string, timeoutMs: number, onTaken: (frame: BridgeFrame) => void): Seat {
  let parts: SeatParts | undefined
  let occupant: Occupant | undefined

  return {
    get isTaken() {
      return occupant !== undefined && !occupant.isLeaving
    },
    open(given) {
      parts = given
    },
    take(frame, line) {
      if (!parts) throw new PocketPingError('NOT_STARTED', 'Not ready yet. Try again.')
      if (occupant && !occupant.isLeaving)
        throw new PocketPingError(
          'BRIDGE_BUSY',
          `A process that runs the bridge "${id}" is connected already. This one may take its place when it ends.`,
        )
      const { onChange, logger } = parts
      const mine = createOccupant({
        ...parts,
        id,
        line,
        timeoutMs,
        onLeaving: onChange,
        onGone(reason) {
          // Another may have taken the seat of one that was leaving.
          if (occupant !== mine) return
          occupant = undefined
          logger[mine.isLeaving ? 'info' : 'warn']('The process of a bridge is away: deliveries wait', {
            bridge: id,
            reason,
          })
          onChange()
        },
      })
      occupant = mine
      onTaken(frame)
      line.send({ type: 'ready' })
      logger.info('The process of a bridge is connected', { bridge: id })
      onChange()
      return mine
    },
    async call(call) {
      if (!occupant || occupant.isLeaving)
        throw new BridgeError('rate-limited', `The process of the bridge "${id}" is not connected.`, {
          retryAfterMs: AWAY_MS,
        })
      const read = bridgeResultSchemas[call.method].safeParse(await occupant.ask(call))
      if (read.success) return read.data
      throw new BridgeError('unavailable', `The process of the bridge "${id}" gave an answer that is none.`)
    },
  }
}
