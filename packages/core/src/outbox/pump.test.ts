import { describe, expect, it } from 'vitest'
import type { Job, NewJob, Storage } from '../contracts/storage.ts'
import { memoryStorage } from '../storage/memory.ts'
import { aroundStorage } from '../testing/around-storage.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { createPump, type Ending, type Pump, type PumpOptions } from './pump.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }

interface World {
  clock: ManualClock
  storage: Storage
  /** What was handled, in the order it began. */
  begun: string[]
  pump(options?: Partial<PumpOptions>): Pump
  add(...jobs: (Partial<NewJob> & { lane: string })[]): Promise<void>
  rest(): Promise<void>
  pass(ms: number): Promise<void>
}

function world(): World {
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  const begun: string[] = []
  const rest = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
  }
  return {
    clock,
    storage,
    begun,
    rest,
    pump: options =>
      createPump({
        storage,
        clock,
        logger: silent,
        kind: 'work',
        concurrency: 4,
        leaseMs: 15_000,
        handle: async job => {
          begun.push(nameOf(job))
          return { result: 'done' }
        },
        ...options,
      }),
    async add(...jobs) {
      await storage.commit({ jobs: jobs.map(job => ({ kind: 'work', dueAt: clock.now(), ...job })) })
    },
    async pass(ms) {
      const end = clock.elapsed() + ms
      while (clock.moveToNext(end - clock.elapsed())) await rest()
      clock.move(end - clock.elapsed())
      await rest()
    },
  }
}

const nameOf = (job: Job): string => `${job.lane}${job.payload ?? ''}`

/** A handler that ends when it is told to. */
function slowHandler(begun: string[]): { handle(job: Job): Promise<Ending>; end(): void } {
  const waiting: ((ending: Ending) => void)[] = []
  return {
    handle(job) {
      begun.push(nameOf(job))
      return new Promise(resolve => waiting.push(resolve))
    },
    end() {
      for (const resolve of waiting.splice(0)) resolve({ result: 'done' })
    },
  }
}

describe('a pump', () => {
  it('runs lanes side by side, and the jobs of one lane in order', async () => {
    const { add, begun, pump, rest } = world()
    const slow = slowHandler(begun)
    await add({ lane: 'a', payload: 1 }, { lane: 'a', payload: 2 }, { lane: 'b', payload: 1 })
    pump({ handle: slow.handle }).wake()
    await rest()
    expect(begun).toEqual(['a1', 'b1'])
    slow.end()
    await rest()
    expect(begun).toEqual(['a1', 'b1', 'a2'])
  })

  it('runs no more than so many at once, and all in the end', async () => {
    const { add, begun, pump, rest } = world()
    const slow = slowHandler(begun)
    await add(...Array.from({ length: 7 }, (_, index) => ({ lane: `${index}` })))
    pump({ handle: slow.handle, concurrency: 3 }).wake()
    await rest()
    expect(begun).toHaveLength(3)
    for (let round = 0; round < 3; round += 1) {
      slow.end()
      await rest()
    }
    expect(begun).toHaveLength(7)
  })

  it('that is woken while it claims looks once more', async () => {
    const { add, begun, pump, rest, storage } = world()
    let isFirst = true
    const racing = aroundStorage(storage, async (method, _args, run) => {
      const answer = await run()
      if (method === 'claimJobs' && isFirst) {
        isFirst = false
        await add({ lane: 'late' })
        one.wake()
      }
      return answer
    })
    const one = pump({ storage: racing })
    one.wake()
    await rest()
    expect(begun).toEqual(['late'])
  })

  it('wakes by itself when a job falls due', async () => {
    const { add, begun, clock, pass, pump, rest } = world()
    await add({ lane: 'a', dueAt: clock.now() + 7000 })
    pump().wake()
    await rest()
    await pass(6999)
    expect(begun).toEqual([])
    await pass(1)
    expect(begun).toEqual(['a'])
  })

  it('finds what nobody woke it for', async () => {
    const { add, begun, pass, pump, rest } = world()
    pump().wake()
    await rest()
    await add({ lane: 'a' })
    await pass(15_000)
    expect(begun).toEqual(['a'])
  })

  it('keeps a job however long it takes', async () => {
    const { add, begun, pass, pump, rest } = world()
    const slow = slowHandler(begun)
    await add({ lane: 'a' })
    pump({ handle: slow.handle }).wake()
    pump().wake()
    await rest()
    await pass(600_000)
    slow.end()
    await pass(600_000)
    expect(begun).toEqual(['a'])
  })

  it('takes over what a dead one held, once its lease has run out', async () => {
    const { add, begun, pass, pump, rest, storage, clock } = world()
    await add({ lane: 'a' })
    await storage.claimJobs({ kinds: ['work'], now: clock.now(), leaseMs: 15_000, limit: 1 })
    pump().wake()
    await rest()
    await pass(14_999)
    expect(begun).toEqual([])
    await pass(2)
    expect(begun).toEqual(['a'])
  })

  it('tries again what throws, later each time', async () => {
    const { add, begun, pass, pump, rest } = world()
    await add({ lane: 'a' })
    const handle = async (job: Job): Promise<Ending> => {
      begun.push(`${job.attempts}`)
      throw new Error('not now')
    }
    pump({ handle }).wake()
    await rest()
    await pass(1000)
    await pass(2000)
    expect(begun).toEqual(['0', '1', '2'])
  })

  it('claims nothing while it is to pause', async () => {
    const { add, begun, clock, pass, pump, rest } = world()
    const until = clock.now() + 40_000
    await add({ lane: 'a' })
    pump({ pauseMs: () => Math.max(0, until - clock.now()) }).wake()
    await rest()
    await pass(39_999)
    expect(begun).toEqual([])
    await pass(1)
    expect(begun).toEqual(['a'])
  })

  it('runs as many lanes as it is told at the time', async () => {
    const { add, begun, pump, rest } = world()
    const slow = slowHandler(begun)
    let concurrency = 1
    await add({ lane: 'a' }, { lane: 'b' }, { lane: 'c' })
    pump({ handle: slow.handle, concurrency: () => concurrency }).wake()
    await rest()
    expect(begun).toEqual(['a'])
    concurrency = 4
    slow.end()
    await rest()
    expect(begun).toHaveLength(3)
  })

  it('stores nothing for a job that its handler has settled', async () => {
    const { add, clock, pump, rest, storage } = world()
    const handle = async (job: Job): Promise<Ending> => {
      const outcome = { job, result: 'done', until: clock.now() } as const
      await storage.commit({ outcome, erased: { kind: 'work' } })
      return { result: 'settled' }
    }
    const warnings: string[] = []
    const logger = { ...silent, warn: (message: string) => void warnings.push(message) }
    await add({ lane: 'a', payload: 1 }, { lane: 'a', payload: 2 })
    pump({ handle, logger }).wake()
    await rest()
    expect([warnings, await storage.countJobs()]).toEqual([[], []])
  })

  it('goes on when the storage fails for a while', async () => {
    const { add, begun, pass, pump, rest, storage } = world()
    let isDown = true
    const flaky = aroundStorage(storage, async (_method, _args, run) => {
      if (isDown) throw new Error('down')
      return run()
    })
    await add({ lane: 'a' })
    pump({ storage: flaky }).wake()
    await rest()
    isDown = false
    await pass(1000)
    expect(begun).toEqual(['a'])
  })
})

describe('stopping a pump', () => {
  it('waits for what is running, and begins nothing more', async () => {
    const { add, begun, pass, pump, rest } = world()
    const slow = slowHandler(begun)
    const one = pump({ handle: slow.handle })
    await add({ lane: 'a', payload: 1 }, { lane: 'a', payload: 2 })
    one.wake()
    await rest()
    let isStopped = false
    void one.stop().then(() => {
      isStopped = true
    })
    await rest()
    expect(isStopped).toBe(false)
    slow.end()
    await rest()
    expect(isStopped).toBe(true)
    one.wake()
    await pass(60_000)
    expect(begun).toEqual(['a1'])
  })

  it('waits for what it was about to claim', async () => {
    const { add, begun, pump, rest, storage } = world()
    const slow = slowHandler(begun)
    let go: () => void = () => undefined
    const gate = new Promise<void>(resolve => {
      go = resolve
    })
    const gated = aroundStorage(storage, async (method, _args, run) => {
      if (method === 'claimJobs') await gate
      return run()
    })
    await add({ lane: 'a' })
    const one = pump({ storage: gated, handle: slow.handle })
    one.wake()
    let isStopped = false
    void one.stop().then(() => {
      isStopped = true
    })
    go()
    await rest()
    expect([begun, isStopped]).toEqual([['a'], false])
    slow.end()
    await rest()
    expect(isStopped).toBe(true)
  })
})
