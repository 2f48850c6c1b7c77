import type { Logger } from '../../contracts/logger.ts'
import type { Connection } from '../connection.ts'
import type { Seat } from './seat.ts'

/** The connection of a bridge whose process comes and goes. */
export interface SeatedConnection extends Connection {
  /** A process has come or gone. */
  change(): void
}

/**
 * Wants to receive only while a process is there. An engine without one would keep the lease from the engine that
 * the process is connected to, and nobody would hear the platform.
 */
export function createSeatedConnection(options: {
  seat: Seat
  logger: Logger
  create(): Connection
}): SeatedConnection {
  const { seat, logger, create } = options
  let connection: Connection | undefined
  let isOn = false
  let turn: Promise<void> = Promise.resolve()

  const settle = async (): Promise<void> => {
    const former = connection
    connection = undefined
    // Gives the lease back, to whichever engine the process comes to next.
    await former?.stop()
    if (!isOn || !seat.isTaken) return
    connection = create()
    await connection.start()
  }

  const change = (): void => {
    turn = turn.then(settle).catch((error: unknown) => {
      logger.warn('A bridge could not be let go in good order', { reason: String(error) })
    })
  }

  return {
    change,
    ended: error => connection?.ended(error),
    async start() {
      isOn = true
      change()
    },
    async stop() {
      isOn = false
      await turn
      await connection?.stop()
    },
  }
}
