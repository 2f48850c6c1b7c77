// Writes messages until it is killed, several at a time, and tells of each once it is acknowledged.
import { writeSync } from 'node:fs'
import { sqliteStorage } from '../src/index.ts'
import { say, session } from './records.ts'

const [file = '', ...ids] = process.argv.slice(2)
const storage = sqliteStorage({ file })
await storage.migrate()
await Promise.all(
  ids.map(async id => {
    await storage.commit({ session: { expectedSeq: 0, record: session(id) } })
    for (;;) {
      const seq = await say(storage, id)
      writeSync(1, `${id} ${seq}\n`)
    }
  }),
)
