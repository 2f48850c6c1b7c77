// An application with a webhook that kills itself at a chosen step: run by the test beside it as a process of its own.
import { createServer } from 'node:http'
import { flushCompileCache } from 'node:module'
import type { AddressInfo } from 'node:net'
import { type Clock, PocketPing, type Storage } from '@pocketping/core'
import { systemClock } from '@pocketping/core/bridge-kit'
import { attachWebSockets, toNodeHandler } from '@pocketping/core/node'
import { sqliteStorage } from '@pocketping/storage-sqlite'

export interface AppSettings {
  file: string
  /** Where the receiver is. */
  receiverUrl: string
  /** The step at which the process dies, and which time it comes there: `before commit`. Absent: never. */
  point?: { step: string; nth: number }
  /** How far the clock of this life is ahead of the machine's. */
  aheadMs: number
}

const settings = JSON.parse(process.argv[2] ?? '{}') as AppSettings

// Counted from the moment the application is ready, so that every death falls into the conversations.
let isReady = false
let steps = 0

/** Ends the process where it is the chosen step's turn: whoever waits for it never goes on. */
async function step(name: string): Promise<void> {
  if (!isReady || name !== settings.point?.step) return
  steps += 1
  if (steps !== settings.point.nth) return
  process.kill(process.pid, 'SIGKILL')
  await new Promise(() => {})
}

function stepping(behind: Storage): Storage {
  return {
    ...behind,
    async commit(batch) {
      await step('before commit')
      const result = await behind.commit(batch)
      await step('after commit')
      return result
    },
    async claimJobs(request) {
      await step('before claim')
      const result = await behind.claimJobs(request)
      if (result.jobs.length > 0) await step('after claim')
      return result
    },
  }
}

const clock: Clock = { ...systemClock, now: () => systemClock.now() + settings.aheadMs }
const storage = stepping(sqliteStorage({ file: settings.file, clock }))
const quiet = { debug() {}, info() {}, warn() {}, error: console.error }
const pp = new PocketPing({ storage, clock, limits: false, logger: quiet, allowPrivateAddresses: true })
const server = createServer((request, response) => void toNodeHandler(pp)(request, response))
attachWebSockets(pp, server)
await pp.start()
let secret: string | undefined
if ((await pp.webhooks()).webhooks.length === 0) {
  const created = await pp.createWebhook({ url: settings.receiverUrl, events: ['message.created'] })
  secret = created.secret
}
server.listen(0, '127.0.0.1', () => {
  isReady = true
  process.send?.({ port: (server.address() as AddressInfo).port, secret })
  // Who is killed has no time for it, and the next life starts sooner.
  flushCompileCache()
})
