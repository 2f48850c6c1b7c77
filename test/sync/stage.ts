import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PocketPing, type PocketPingOptions, type Storage } from '@pocketping/core'
import { type ManualClock, manualClock } from '@pocketping/emulators'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import { type BridgeSettings, createBridge, type PlatformName } from '../support/bridges.ts'
import { toEngineClock } from '../support/engine-clock.ts'
import { type Platforms, startPlatforms } from '../support/platforms.ts'
import { type HttpVisitor, startVisitor } from '../support/visitor.ts'

type Failure = Parameters<NonNullable<PocketPingOptions['onDeliveryFailed']>>[0]

/** Ids of one conversation's threads. */
export type Threads = Readonly<Record<PlatformName, string>>

export interface StageOptions {
  /** Stands between the engine and its SQLite file. */
  wrapStorage?(storage: Storage): Storage
  /** Changes what a bridge is made of. */
  change?(settings: BridgeSettings): BridgeSettings
}

/** Three platforms, an engine on SQLite and a visitor, which live by one clock that stands still until it is moved. */
export interface Stage extends Platforms {
  clock: ManualClock
  readonly pp: PocketPing
  visitor: HttpVisitor
  /** What the engine and its bridges had to say, as errors and as warnings. */
  errors: string[]
  warnings: string[]
  /** What `onDeliveryFailed` was told. */
  failures: Failure[]
  /** Starts another conversation. */
  openVisitor(page?: { url: string; title?: string }): Promise<HttpVisitor>
  /** The visitor writes, and it stands everywhere; answers with the threads of the newest conversation. */
  open(text: string, visitor?: HttpVisitor): Promise<Threads>
  /** An engine on the same file; the bridges as `change` makes them, now or at the stage's start. */
  startEngine(change?: StageOptions['change']): Promise<void>
  stopEngine(): Promise<void>
  /** Moves time in small steps, with turns for calls that are under way, until something holds. */
  until(isTrue: () => boolean | Promise<boolean>): Promise<void>
  stop(): Promise<void>
}

export async function createStage(options: StageOptions = {}): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'pocketping-sync-'))
  const clock = manualClock()
  const engineClock = toEngineClock(clock)
  const platforms = await startPlatforms(clock)
  const errors: string[] = []
  const warnings: string[] = []
  const failures: Failure[] = []
  const note = (log: string[]) => (message: string, details?: object) =>
    void log.push(`${message} ${JSON.stringify(details ?? {})}`)
  const logger = { debug() {}, info() {}, warn: note(warnings), error: note(errors) }
  let engine: PocketPing | undefined

  const current = (): PocketPing => {
    if (!engine) throw new Error('No engine runs.')
    return engine
  }

  /** Lets what is under way, which is real HTTP, come through before time goes on. */
  const settle = async (): Promise<void> => {
    const calls = (): number => platforms.all.reduce((sum, platform) => sum + platform.calls(), 0)
    for (let before = -1; before !== calls(); ) {
      before = calls()
      for (let turns = 0; turns < 25; turns += 1) await new Promise(resolve => setImmediate(resolve))
    }
  }

  const until = async (isTrue: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await isTrue())) {
      await settle()
      await clock.advance(100)
    }
  }

  /** Waits for something that may need time to pass. */
  const whileTimePasses = async (act: Promise<unknown>): Promise<void> => {
    let isDone = false
    await Promise.all([act.finally(() => (isDone = true)), until(() => isDone)])
  }

  const stage: Stage = {
    ...platforms,
    clock,
    get pp() {
      return current()
    },
    visitor: { write: notYet, identify: notYet, talk: notYet, seen: notYet },
    errors,
    warnings,
    failures,
    openVisitor: page => startVisitor(current, page),
    async open(text, visitor = stage.visitor) {
      await visitor.write(text)
      const found = new Map<PlatformName, string>()
      await until(() => {
        for (const { name, threads, texts } of platforms.all)
          for (const thread of threads())
            if (texts(thread).some(shown => shown.includes(text))) found.set(name, thread)
        return found.size === platforms.all.length
      })
      return Object.fromEntries(found) as unknown as Threads
    },
    async startEngine(change = options.change) {
      const storage = sqliteStorage({ file: join(folder, 'pocketping.sqlite'), clock: engineClock })
      engine = new PocketPing({
        storage: options.wrapStorage?.(storage) ?? storage,
        bridges: platforms.all.map(({ settings }) =>
          createBridge(change?.(settings) ?? settings, engineClock),
        ),
        clock: engineClock,
        limits: false,
        logger,
        onDeliveryFailed: failure => void failures.push(failure),
      })
      await whileTimePasses(engine.start())
    },
    async stopEngine() {
      const stopped = current()
      await whileTimePasses(stopped.stop())
      engine = undefined
    },
    until,
    async stop() {
      for (const platform of platforms.all) platform.clear()
      if (engine) await stage.stopEngine()
      for (const platform of platforms.all) await platform.stop()
      await rm(folder, { recursive: true })
    },
  }
  await stage.startEngine()
  stage.visitor = await stage.openVisitor()
  return stage
}

function notYet(): never {
  throw new Error('The stage is not set up yet.')
}
