// One of two processes on one file. Writes into sessions that the other writes into as well, and takes jobs.
import { writeSync } from 'node:fs'
import { sqliteStorage } from '../src/index.ts'
import { say, session } from './records.ts'

const [file = '', name = '', messages = '0', ...ids] = process.argv.slice(2)
const storage = sqliteStorage({ file })
await storage.migrate()

const started = await Promise.all(
  ids.map(id => storage.commit({ session: { expectedSeq: 0, record: session(id) } })),
)
tell('started', started.filter(result => result === 'committed').length)
tell('lease', await storage.lease({ name: 'gateway', holder: name, now: 1, leaseMs: 1000 }))
await Promise.all(
  ids.map(async id => {
    let own = 0
    let others = 0
    // Goes on until the other has written as much, so that neither is alone.
    while (own < Number(messages) || others < Number(messages)) {
      const seq = await say(storage, id, name)
      own++
      others = seq - 1 - own
    }
  }),
)
for (;;) {
  const request = { kinds: ['deliver'], now: 1e12, leaseMs: 1e6, limit: 3 }
  const { jobs, nextDueAt } = await storage.claimJobs(request)
  for (const job of jobs) tell('job', job.lane, String(job.payload))
  await Promise.all(jobs.map(job => storage.commit({ outcome: { job, result: 'done', until: 0 } })))
  if (jobs.length === 0 && nextDueAt === undefined) break
}
await storage.close()

function tell(...words: (string | number | boolean)[]): void {
  writeSync(1, `${words.join(' ')}\n`)
}
