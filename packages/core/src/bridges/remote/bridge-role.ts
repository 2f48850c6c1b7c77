import type { Logger } from '../../contracts/logger.ts'
import { parse } from '../../conversation/parse.ts'
import { PocketPingError } from '../../protocol/errors.ts'
import type { AssignRole } from '../../realtime/api-socket.ts'
import { bridgeFrameSchema, type EngineFrame } from './frames.ts'
import type { Seat } from './seat.ts'

/** What the role needs to know of the engine's bridges. */
export interface SeatedBridges {
  seat(bridgeId: string): Seat | undefined
  has(bridgeId: string): boolean
  logger: Logger
}

/** A socket that brings a bridge: `{ type: 'bridge', id, … }`. */
export function bridgeRole({ seat, has, logger }: SeatedBridges): AssignRole {
  return (frame, { mayCarryAll, send, close }) => {
    const said = parse(bridgeFrameSchema, frame)
    // The key of one website must not open the conversations of another.
    if (!mayCarryAll)
      throw new PocketPingError(
        'FORBIDDEN',
        'A bridge carries the conversations of every project: use a key that stands in the secretKeys of each.',
      )
    const found = seat(said.id)
    if (!found) {
      const fix = has(said.id)
        ? `it runs inside the engine. Put remoteBridge('${said.id}') in its place`
        : `add remoteBridge('${said.id}') to the engine's bridges, or correct the bridge's id`
      logger.warn('A process brought a bridge that nobody waits for', { bridge: said.id })
      throw new PocketPingError('BRIDGE_NOT_FOUND', `No process can run the bridge "${said.id}": ${fix}.`)
    }
    return found.take(said, { send: (one: EngineFrame) => send(one), close })
  }
}
