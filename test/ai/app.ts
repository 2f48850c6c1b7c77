// An application with an AI that takes its time: run by the tests beside it as a process of its own.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AIProvider, PocketPing } from '@pocketping/core'
import { toNodeHandler } from '@pocketping/core/node'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import { fastClock } from '../support/fast-clock.ts'

const [file = '', secretKey = ''] = process.argv.slice(2)

const provider: AIProvider = {
  name: 'slow',
  async *reply({ conversation, signal }) {
    yield { type: 'outcome', outcome: { type: 'answer', citations: [], isSure: true } }
    for (let piece = 0; piece < 10 && !signal.aborted; piece += 1) {
      await new Promise<void>(resolve => fastClock.after(500, resolve))
      yield { type: 'text', text: `${conversation.at(-1)?.text} ${piece}; ` }
    }
  },
}

const pp = new PocketPing({
  storage: sqliteStorage({ file, clock: fastClock }),
  clock: fastClock,
  limits: false,
  secretKeys: [secretKey],
  leaseMs: 5000,
  ai: { provider, delayMinutes: 0 },
  logger: { debug() {}, info() {}, warn() {}, error: console.error },
})
const server = createServer((request, response) => void toNodeHandler(pp)(request, response))
await pp.start()
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
