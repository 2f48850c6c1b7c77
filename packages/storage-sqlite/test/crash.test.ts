import type { Storage } from '@pocketping/core'
import { expect, it } from 'vitest'
import { sqliteStorage } from '../src/index.ts'
import { startChild } from './child.ts'
import { temporaryFile } from './temporary-file.ts'

const SESSIONS = ['sess_a', 'sess_b', 'sess_c', 'sess_d', 'sess_e', 'sess_f']
const KILLS = 10

/** Lets a process write and kills it after about so many acknowledgements; answers with the last of each session. */
async function writeAndKill(file: string, acknowledgements: number): Promise<Map<string, number>> {
  const child = startChild('crash-writer.ts', file, ...SESSIONS)
  child.onLine(() => {
    if (child.lines.length >= acknowledgements) child.process.kill('SIGKILL')
  })
  expect(await child.ended).toBe('SIGKILL')
  return new Map(child.lines.map(line => line.split(' ')).map(([id = '', seq]) => [id, Number(seq)]))
}

/** Expects that session, messages and jobs are there whole, and answers with the last `seq`. */
async function expectWhole(storage: Storage, id: string): Promise<number> {
  const found = await storage.findSession({ id })
  const seq = found?.seq ?? 0
  const orders: number[] = []
  for (let afterSeq = 0; ; afterSeq = orders.at(-1) ?? 0) {
    const page = await storage.listMessages({ sessionId: id, afterSeq, limit: 500 })
    orders.push(...page.map(({ order }) => order))
    if (page.length < 500) break
  }
  // Message 2 is the first: 1 was the start of the session.
  expect(orders).toEqual(Array.from({ length: Math.max(0, seq - 1) }, (_, index) => index + 2))
  for (const order of [2, 3, Math.ceil(seq / 2), seq].filter(order => order > 1 && order <= seq))
    expect(await storage.findMessage(id, `msg_${order}`)).toMatchObject({ order })
  return seq
}

/** Takes all jobs out, and answers with the payloads of each lane in the order they came. */
async function takeJobs(storage: Storage): Promise<Map<string, number[]>> {
  const taken = new Map<string, number[]>()
  for (;;) {
    const { jobs } = await storage.claimJobs({ kinds: ['deliver'], now: 1e12, leaseMs: 1000, limit: 100 })
    if (jobs.length === 0) return taken
    await Promise.all(
      jobs.map(job => {
        taken.set(job.lane, [...(taken.get(job.lane) ?? []), Number(job.payload)])
        return storage.commit({ outcome: { job, result: 'done', until: 0 } })
      }),
    )
  }
}

it('loses no acknowledged commit and halves none, however often the process is killed', async () => {
  const file = temporaryFile()
  const acknowledged = new Map<string, number>()
  for (let kill = 0; kill < KILLS; kill++) {
    for (const [id, seq] of await writeAndKill(file, 1 + Math.floor(Math.random() * 150)))
      acknowledged.set(id, seq)
    const storage = sqliteStorage({ file })
    await storage.migrate()
    for (const id of SESSIONS)
      expect(await expectWhole(storage, id)).toBeGreaterThanOrEqual(acknowledged.get(id) ?? 0)
    await storage.close()
  }
  const storage = sqliteStorage({ file })
  await storage.migrate()
  const jobs = await takeJobs(storage)
  for (const id of SESSIONS) {
    const seq = await expectWhole(storage, id)
    expect(jobs.get(id) ?? []).toEqual(Array.from({ length: Math.max(0, seq - 1) }, (_, index) => index + 2))
  }
  await storage.close()
}, 120_000)
