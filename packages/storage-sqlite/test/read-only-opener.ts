// Opens a database as a user who may not write it, and tells what comes of it.
import { writeSync } from 'node:fs'
import { sqliteStorage } from '../src/index.ts'

const [file = ''] = process.argv.slice(2)
// Root may write everything, so it steps down first: only now, since it may be the only one to read our own files.
if (process.geteuid?.() === 0) {
  process.setegid?.(65_534)
  process.seteuid?.(65_534)
}
const storage = sqliteStorage({ file })
try {
  await storage.migrate()
  await storage.commit({ jobs: [{ kind: 'deliver', lane: 'lane-1', dueAt: 1 }] })
  writeSync(1, 'written\n')
} catch (error) {
  writeSync(1, `${error instanceof Error && 'code' in error ? error.code : ''} ${String(error)}\n`)
}
await storage.close()
