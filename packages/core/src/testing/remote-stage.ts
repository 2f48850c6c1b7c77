import { remoteBridge } from '../bridges/remote/remote-bridge.ts'
import { createRunner, type RunningBridge } from '../bridges/remote/runner.ts'
import type { Bridge, BridgeCapabilities } from '../contracts/bridge.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Storage } from '../contracts/storage.ts'
import type { PocketPingOptions } from '../options/options.ts'
import { PocketPing } from '../pocketping.ts'
import { memoryStorage } from '../storage/memory.ts'
import type { EngineProcess } from './engine-process.ts'
import { type Loopback, loopback } from './loopback.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'
import { type Death, type ProcessLife, processLife } from './process-life.ts'
import { textBridge } from './text-bridge.ts'
import { type TextPlatform, textPlatform } from './text-platform.ts'
import { openPage, type VisitorPage } from './visitor-page.ts'

export const SECRET_KEY = 'sk_for_tests_0000000000000000'

/** One process that runs a bridge. */
export interface BridgeProcess {
  running: RunningBridge
  life: ProcessLife
  log: string[]
}

/** Engines and bridges' processes with a network between them, over one storage and one platform. */
export interface RemoteStage {
  clock: ManualClock
  storage: Storage
  platform: TextPlatform
  network: Loopback
  readonly engine: EngineProcess
  readonly process: BridgeProcess
  startEngine(options?: { death?: Death; options?: PocketPingOptions }): Promise<EngineProcess>
  /** Connects to the engine that was started last, whichever that is at the time, unless one is named. */
  startProcess(options?: ProcessSettings): Promise<BridgeProcess>
  visit(engine?: EngineProcess): Promise<VisitorPage>
  rest(): Promise<void>
  pass(ms: number): Promise<void>
}

interface ProcessSettings {
  death?: Death
  apiKey?: string
  id?: string
  engine?: EngineProcess
  capabilities?: Partial<BridgeCapabilities>
  allowedOperators?: readonly string[]
  /** What becomes of the bridge before it is run. */
  around?(bridge: Bridge): Bridge
}

const MAX_TURNS = 100_000

/** Nothing is started yet. */
export function setRemoteStage(): RemoteStage {
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  const platform = textPlatform({ clock: { now: clock.elapsed, after: clock.after } })
  const network = loopback()
  const engines: EngineProcess[] = []
  const processes: BridgeProcess[] = []
  const buried = new Set<ProcessLife>()

  const lives = (): ProcessLife[] => [...engines, ...processes].map(({ life }) => life)
  const count = (): number =>
    lives().reduce((sum, { calls }) => sum + calls.storage + calls.platform, network.frames.length)

  const stage: RemoteStage = {
    clock,
    storage,
    platform,
    network,
    get engine() {
      return engines.at(-1) as EngineProcess
    },
    get process() {
      return processes.at(-1) as BridgeProcess
    },
    async startEngine({ death, options } = {}) {
      const life = processLife(death)
      const { log, logger } = recordingLog()
      const pp = new PocketPing({
        limits: false,
        logger,
        secretKeys: [SECRET_KEY],
        bridges: [remoteBridge('text')],
        ...options,
        storage: life.storage(storage),
        clock: life.clock(clock),
      })
      engines.push({ pp, life, log })
      void pp.start()
      await stage.rest()
      return stage.engine
    },
    async startProcess({ death, apiKey = SECRET_KEY, engine, around, ...settings } = {}) {
      const life = processLife(death)
      const { log, logger } = recordingLog()
      const own = life.clock(clock)
      const plain = life.bridge(textBridge({ platform, clock: own, ...settings }))
      const bridge = around?.(plain) ?? plain
      const dial = network.dial(
        () => engine ?? stage.engine,
        () => life.isDead,
      )
      const running = createRunner({ bridge, apiKey, clock: own, logger, dial, random: () => 0.5 })
      processes.push({ running, life, log })
      await stage.rest()
      return stage.process
    },
    visit: (engine = stage.engine) => openPage(engine, stage.rest),
    async rest() {
      let before = -1
      let quiet = 0
      for (let turn = 0; quiet < 3; turn += 1) {
        if (turn > MAX_TURNS) throw new Error('Engine and process do not come to rest.')
        await new Promise(resolve => setImmediate(resolve))
        // Whoever dies leaves no connection behind.
        for (const life of lives()) if (life.isDead && !buried.has(life) && buried.add(life)) network.cut()
        const waiting = platform.faults.waiting()
        const isBusy = network.isBusy() || lives().some(life => life.isBusy(waiting))
        quiet = isBusy || count() !== before ? 0 : quiet + 1
        before = count()
      }
    },
    async pass(ms) {
      const end = clock.elapsed() + ms
      await stage.rest()
      while (clock.moveToNext(end - clock.elapsed())) await stage.rest()
      clock.move(end - clock.elapsed())
      await stage.rest()
    },
  }
  return stage
}

function recordingLog(): { log: string[]; logger: Logger } {
  const log: string[] = []
  const write =
    (level: keyof Logger) =>
    (message: string, details?: Record<string, unknown>): void =>
      void log.push(`${level} ${message} ${JSON.stringify(details ?? {})}`)
  return {
    log,
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
  }
}
