import type { BridgeCapabilities, BridgeEntry } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Storage } from '../contracts/storage.ts'
import type { PocketPingOptions } from '../options/options.ts'
import { memoryStorage } from '../storage/memory.ts'
import { type EngineProcess, engineProcess } from './engine-process.ts'
import { type ManualClock, manualClock } from './manual-clock.ts'
import type { Death } from './process-life.ts'
import { textBridge } from './text-bridge.ts'
import { type TextPlatform, textPlatform } from './text-platform.ts'
import { openPage, type VisitorPage } from './visitor-page.ts'

export interface StageOptions {
  options?: PocketPingOptions
  capabilities?: Partial<BridgeCapabilities>
  /** What the platform takes; the bridge states it as its budget unless `capabilities` says otherwise. */
  limit?: { messages: number; perMs: number }
  /** The same for single platforms, by the id of their bridge. */
  limits?: Readonly<Record<string, { messages: number; perMs: number }>>
  /** Ids of the bridges, each to a platform of its own. Default: `text`. */
  bridgeIds?: readonly string[]
  /** Those that the first process has; the others are added with the next. Default: all. */
  firstIds?: readonly string[]
  /** Settings of bridges by id. */
  entries?: Readonly<Record<string, Omit<BridgeEntry, 'bridge'>>>
  /** Who may answer, on every bridge. */
  allowedOperators?: readonly string[]
}

/** The world around the engine: time, storage and platforms, which outlive its processes. */
export interface EngineStage {
  clock: ManualClock
  storage: Storage
  /** The platform of the first bridge. */
  platform: TextPlatform
  platforms: readonly TextPlatform[]
  /** The process that was started last. */
  readonly process: EngineProcess
  /** Starts a process beside those that run. */
  start(options?: { death?: Death; options?: PocketPingOptions }): Promise<EngineProcess>
  /** A new visitor, connected to the process that was started last. */
  visit(): Promise<VisitorPage>
  /** Waits until no process has anything left to do before time passes. */
  rest(): Promise<void>
  /** Lets time pass, with everything that falls due in it. */
  pass(ms: number): Promise<void>
}

// Far above what any test needs; a bound, so that a test that cannot end says so.
const MAX_TURNS = 10_000_000

/** Sets the stage and starts one process. */
export async function setStage(settings: StageOptions = {}): Promise<EngineStage> {
  const {
    bridgeIds = ['text'],
    firstIds = bridgeIds,
    capabilities,
    entries = {},
    allowedOperators,
  } = settings
  const limits = bridgeIds.map(id => settings.limits?.[id] ?? settings.limit)
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  // Platforms are other machines: nobody sets their clocks.
  const theirs: Clock = { now: clock.elapsed, after: clock.after }
  const platforms = limits.map(limit => textPlatform({ clock: theirs, ...(limit ? { limit } : {}) }))
  const processes: EngineProcess[] = []

  const isBusy = (): boolean => {
    const waiting = platforms.reduce((sum, { faults }) => sum + faults.waiting(), 0)
    return processes.some(({ life }) => life.isBusy(waiting))
  }
  const count = (): number =>
    processes.reduce((sum, { life }) => sum + life.calls.storage + life.calls.platform, 0)

  const stage: EngineStage = {
    clock,
    storage,
    platform: platforms[0] as TextPlatform,
    platforms,
    get process() {
      return processes.at(-1) as EngineProcess
    },
    async start({ death, options } = {}) {
      const ids = processes.length === 0 ? firstIds : bridgeIds
      const bridges = ids.map(id => {
        const index = bridgeIds.indexOf(id)
        const limit = limits[index]
        return textBridge({
          id,
          clock,
          platform: platforms[index] as TextPlatform,
          capabilities: { ...(limit ? { budget: limit } : {}), ...capabilities },
          ...(allowedOperators ? { allowedOperators } : {}),
        })
      })
      const all = { ...settings.options, ...options }
      const process = engineProcess({
        storage,
        bridges,
        entries,
        clock,
        options: all,
        ...(death ? { death } : {}),
      })
      processes.push(process)
      void process.pp.start()
      await stage.rest()
      return process
    },
    visit: () => openPage(stage.process, stage.rest),
    async rest() {
      let before = -1
      let quiet = 0
      for (let turn = 0; quiet < 3; turn += 1) {
        if (turn > MAX_TURNS) throw new Error('The engine does not come to rest.')
        await new Promise(resolve => setImmediate(resolve))
        quiet = isBusy() || count() !== before ? 0 : quiet + 1
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
  await stage.start()
  return stage
}
