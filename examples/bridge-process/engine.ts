import { pocketping } from '@pocketping/adapter-express'
import { PocketPing, remoteBridge } from '@pocketping/core'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import express from 'express'

// The app with its engine. Telegram's token is nowhere in this process.

const { DATABASE_FILE = 'pocketping.sqlite', PORT = '3000', POCKETPING_SECRET_KEY = '' } = process.env

const pp = new PocketPing({
  storage: sqliteStorage({ file: DATABASE_FILE }),
  bridges: [remoteBridge('telegram')],
  secretKeys: [POCKETPING_SECRET_KEY],
})
const app = express()
const server = app.listen(Number(PORT))
// At once: the bridge's process may come before the first visitor.
app.use('/pocketping', pocketping(pp, { server }))
await pp.start()

process.once('SIGTERM', () => {
  server.close()
  void pp.stop()
})
