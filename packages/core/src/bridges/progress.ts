import type { CopyRecord, ThreadRecord } from '../contracts/records.ts'
import type { Batch, Job, NewJob } from '../contracts/storage.ts'
import type { BridgeContext } from './context.ts'

/** The job was taken over by another process: whatever we still had in mind is its business now. */
export class ClaimLost extends Error {
  override readonly name = 'ClaimLost'
}

/** What one run of a delivery has done so far and not stored yet. */
export interface Progress {
  readonly thread: ThreadRecord | undefined
  /** Another thread, or the first one. */
  open(thread: ThreadRecord): void
  /** Notes on the current thread. */
  move(changes: Partial<ThreadRecord>): void
  put(copies: readonly CopyRecord[]): void
  forget(copies: readonly CopyRecord[]): void
  job(job: NewJob): void
  /**
   * Stores what was done, before the platform is asked for more.
   * @throws ClaimLost
   */
  flush(): Promise<void>
  /** What is not stored yet, to be stored with the job's end. */
  rest(): Pick<Batch, 'threads' | 'copies' | 'forgotten' | 'jobs'>
}

export function createProgress(
  { conversation }: BridgeContext,
  leaseMs: number,
  job: Job,
  current: ThreadRecord | undefined,
): Progress {
  let thread = current
  let isMoved = false
  let copies: CopyRecord[] = []
  let forgotten: CopyRecord[] = []
  let jobs: NewJob[] = []

  const rest: Progress['rest'] = () => ({
    ...(isMoved && thread ? { threads: [thread] } : {}),
    copies,
    forgotten,
    jobs,
  })

  return {
    get thread() {
      return thread
    },
    open(opened) {
      thread = opened
      isMoved = true
    },
    move(changes) {
      if (!thread) return
      thread = { ...thread, ...changes }
      isMoved = true
    },
    put: more => void copies.push(...more),
    forget: more => void forgotten.push(...more),
    job: more => void jobs.push(more),
    rest,
    async flush() {
      if (!isMoved && copies.length + forgotten.length + jobs.length === 0) return
      const outcome = { job, result: 'keep', until: conversation.clock.now() + leaseMs } as const
      const result = await conversation.storage.commit({ ...rest(), outcome })
      if (result !== 'committed') throw new ClaimLost('The delivery was taken over by another process.')
      isMoved = false
      copies = []
      forgotten = []
      jobs = []
    },
  }
}
