import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { Batch, Job, JobOutcome, Storage } from '../contracts/storage.ts'
import { backoffMs } from './backoff.ts'

/** What a handler leaves to be stored together with the job's end. */
export interface Ending {
  /** `settled`: the handler has stored the job's end itself. */
  result: Exclude<JobOutcome['result'], 'keep'> | 'settled'
  /** Milliseconds since 1970; not read for `done`. */
  until?: number
  writes?: Omit<Batch, 'outcome' | 'session' | 'keys'>
}

export interface PumpOptions {
  storage: Storage
  clock: Clock
  logger: Logger
  kind: string
  /** Lanes that run side by side; a function is asked before each claim. */
  concurrency: number | (() => number)
  /** How long a claimed job stays ours without a sign of life; it is renewed while its handler runs. */
  leaseMs: number
  /** Runs one job. Whatever it throws is logged, and the job is tried again later. */
  handle(job: Job): Promise<Ending>
  /** Milliseconds to wait before claiming anything; 0 for none. */
  pauseMs?(): number
  /** Called when the handler threw; may decide that the job has failed for good. */
  onError?(job: Job, error: unknown): Ending | Promise<Ending>
}

/** Runs the jobs of one kind. */
export interface Pump {
  /** There may be something to do. Cheap; call it after every commit that adds jobs of this kind. */
  wake(): void
  /** Claims nothing more and waits for what is running, ten seconds at most: what hangs is left to another process. */
  stop(): Promise<void>
}

// What nobody woke us for: jobs of other processes, jobs left by one that died.
const SWEEP_MS = 15_000

const STOP_WITHIN_MS = 10_000

// About half an hour, with the longest waits that backoff has.
const MAX_PUT_AWAY = 14

export function createPump(options: PumpOptions): Pump {
  const { storage, clock, logger, kind, concurrency, leaseMs, handle } = options
  const running = new Set<Promise<void>>()
  const resting = new Set<() => void>()
  let isStopped = false
  let isClaiming = false
  let isWoken = false
  let cancelTimer: (() => void) | undefined
  let claiming: Promise<void> = Promise.resolve()

  const wakeAfter = (ms: number): void => {
    cancelTimer?.()
    cancelTimer = isStopped ? undefined : clock.after(ms, wake)
  }

  const run = async (job: Job): Promise<void> => {
    const letGo = holdOn(job)
    try {
      const { result, ...rest } = await settle(job)
      if (result !== 'settled') await putAway(job, result, rest)
    } finally {
      letGo()
    }
  }

  // What was done on a platform must be stored, or it is done again: a storage that is locked or full is asked
  // until it takes it, while the claim is renewed.
  const putAway = async (
    job: Job,
    result: JobOutcome['result'],
    { until, writes }: Pick<Ending, 'until' | 'writes'>,
  ): Promise<void> => {
    for (let attempts = 0; ; attempts += 1) {
      try {
        const outcome: JobOutcome = { job, result, until: until ?? clock.now() }
        if ((await storage.commit({ ...writes, outcome })) !== 'committed')
          logger.warn('A job was erased, or taken over by another process', { kind, lane: job.lane })
        return
      } catch (error) {
        if (isStopped || attempts >= MAX_PUT_AWAY) throw error
        logger.warn('A job could not be put away yet', { kind, lane: job.lane, error: String(error) })
        await rest(backoffMs(attempts))
      }
    }
  }

  const rest = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const end = (): void => {
        cancel()
        resting.delete(end)
        resolve()
      }
      const cancel = clock.after(ms, end)
      resting.add(end)
    })

  // However long a platform takes, the job stays ours while this process lives.
  const holdOn = (job: Job): (() => void) => {
    const renew = (): void => {
      const outcome: JobOutcome = { job, result: 'keep', until: clock.now() + leaseMs }
      cancel = clock.after(leaseMs / 3, renew)
      storage.commit({ outcome }).catch((error: unknown) => {
        logger.warn('A claim could not be renewed', { kind, lane: job.lane, error: String(error) })
      })
    }
    let cancel = clock.after(leaseMs / 3, renew)
    return () => cancel()
  }

  const settle = async (job: Job): Promise<Ending> => {
    try {
      return await handle(job)
    } catch (error) {
      if (options.onError) return options.onError(job, error)
      logger.error('A job failed and will be tried again', { kind, lane: job.lane, error: String(error) })
      return { result: 'retry', until: clock.now() + backoffMs(job.attempts) }
    }
  }

  const start = (job: Job): void => {
    const task = run(job)
      // The claim runs out by itself and the job is found again.
      .catch((error: unknown) => logger.error('A job could not be put away', { kind, error: String(error) }))
      .finally(() => {
        running.delete(task)
        wake()
      })
    running.add(task)
  }

  const claim = async (): Promise<void> => {
    const pause = options.pauseMs?.() ?? 0
    if (pause > 0) return wakeAfter(Math.min(pause, SWEEP_MS))
    const lanes = typeof concurrency === 'function' ? concurrency() : concurrency
    const limit = lanes - running.size
    if (limit <= 0) return
    const now = clock.now()
    const { jobs, nextDueAt } = await storage.claimJobs({ kinds: [kind], now, leaseMs, limit })
    for (const job of jobs) start(job)
    if (jobs.length === limit) isWoken = true
    wakeAfter(Math.min(SWEEP_MS, Math.max(1, (nextDueAt ?? Number.POSITIVE_INFINITY) - now)))
  }

  // One claim at a time; a wake during a claim leads to one more.
  const loop = async (): Promise<void> => {
    isClaiming = true
    try {
      while (isWoken && !isStopped) {
        isWoken = false
        await claim()
      }
    } catch (error) {
      logger.error('Jobs could not be claimed', { kind, error: String(error) })
      wakeAfter(1000)
    } finally {
      isClaiming = false
    }
  }

  const wake = (): void => {
    isWoken = true
    if (!isClaiming && !isStopped) claiming = loop()
  }

  return {
    wake,
    async stop() {
      isStopped = true
      cancelTimer?.()
      for (const end of resting) end()
      // What it is about to be given would be nobody's until its lease runs out.
      await claiming
      let isLate = false
      const late = new Promise<void>(resolve => {
        cancelTimer = clock.after(STOP_WITHIN_MS, () => {
          isLate = true
          resolve()
        })
      })
      while (running.size > 0 && !isLate) await Promise.race([Promise.allSettled(running), late])
      cancelTimer?.()
      if (isLate)
        logger.warn('Jobs that would not end were left to whoever comes next', { kind, jobs: running.size })
    },
  }
}
