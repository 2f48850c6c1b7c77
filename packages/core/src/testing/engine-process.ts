import type { Bridge, BridgeEntry } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Storage } from '../contracts/storage.ts'
import type { PocketPingOptions } from '../options/options.ts'
import { PocketPing } from '../pocketping.ts'
import { type Death, type ProcessLife, processLife } from './process-life.ts'

/** One process of the host app. */
export interface EngineProcess {
  pp: PocketPing
  life: ProcessLife
  /** What it logged, one text per line, oldest first. */
  log: string[]
}

interface ProcessParts {
  storage: Storage
  bridges: readonly Bridge[]
  /** Settings of bridges by id. */
  entries?: Readonly<Record<string, Omit<BridgeEntry, 'bridge'>>>
  clock: Clock
  options?: PocketPingOptions
  death?: Death
}

/** An engine that has not been started, as if in a process of its own. */
export function engineProcess({
  storage,
  bridges,
  entries = {},
  clock,
  options,
  death,
}: ProcessParts): EngineProcess {
  const life = processLife(death)
  const log: string[] = []
  const write =
    (level: keyof Logger) =>
    (message: string, details?: Record<string, unknown>): void =>
      void log.push(`${level} ${message} ${JSON.stringify(details ?? {})}`)
  const logger: Logger = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  }
  const pp = new PocketPing({
    limits: false,
    logger,
    ...options,
    storage: life.storage(storage),
    clock: life.clock(clock),
    bridges: bridges.map(bridge => ({ bridge: life.bridge(bridge), ...entries[bridge.id] })),
  })
  return { pp, life, log }
}
