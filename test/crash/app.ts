// A whole application that kills itself at a chosen step: run by the tests beside it as a process of its own.
import { createServer } from 'node:http'
import { flushCompileCache } from 'node:module'
import type { AddressInfo } from 'node:net'
import { type Bridge, type Clock, PocketPing, type Storage } from '@pocketping/core'
import { systemClock } from '@pocketping/core/bridge-kit'
import { attachWebSockets, toNodeHandler } from '@pocketping/core/node'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import { type BridgeSettings, createBridge } from '../support/bridges.ts'

export interface AppSettings {
  file: string
  bridges: readonly BridgeSettings[]
  /** The step at which the process dies, and which time it comes there: `before commit`, `after telegram send`. Absent: never. */
  point?: { step: string; nth: number }
  /** Only what an operator says in this life counts as received: a restart gets older updates again. */
  words: readonly string[]
  /** How far the clock of this life is ahead of the machine's. */
  aheadMs: number
}

const settings = JSON.parse(process.argv[2] ?? '{}') as AppSettings

// Counted from the moment the application is ready, so that every death falls into the conversation.
let isReady = false
let steps = 0

/** Ends the process where it is the chosen step's turn: whoever waits for it never goes on. */
async function step(name: string, args: unknown[]): Promise<void> {
  if (!isReady || name !== settings.point?.step) return
  const [first] = args
  const text = typeof first === 'object' && first !== null && 'text' in first ? String(first.text) : undefined
  if (name.endsWith('receive') && !settings.words.includes(text ?? '')) return
  steps += 1
  if (steps !== settings.point.nth) return
  // Killed once the parent has been told.
  process.send?.({ died: name }, () => process.kill(process.pid, 'SIGKILL'))
  await new Promise(() => {})
}

/** Steps before and after every call: between any two of them lies something that can be lost. */
function stepping<Target extends object>(target: Target, names: readonly string[], where = ''): Target {
  return new Proxy(target, {
    get(object, key) {
      const value: unknown = Reflect.get(object, key)
      if (typeof value !== 'function' || !names.includes(String(key))) return value
      return async (...args: unknown[]) => {
        await step(`before ${where}${String(key)}`, args)
        const result: unknown = await Reflect.apply(value, object, args)
        await step(`after ${where}${String(key)}`, args)
        return result
      }
    },
  })
}

const acts = ['openThread', 'updateThread', 'send', 'edit', 'remove', 'react', 'closeThread', 'reopenThread']

function steppingBridge(own: BridgeSettings): Bridge {
  const real = createBridge(own)
  const bridge = stepping(real, acts, `${own.name} `)
  const start = real.start.bind(real)
  // What a platform takes in a while is another test's: here a restart would wait for it.
  const { budget: _, ...capabilities } = real.capabilities
  Object.defineProperty(bridge, 'capabilities', { value: capabilities })
  bridge.start = inbox => start({ ...inbox, receive: stepping(inbox, ['receive'], `${own.name} `).receive })
  return bridge
}

const clock: Clock = { ...systemClock, now: () => systemClock.now() + settings.aheadMs }
const storage: Storage = stepping(sqliteStorage({ file: settings.file, clock }), ['commit', 'claimJobs'])
const quiet = { debug() {}, info() {}, warn() {}, error: console.error }
const bridges = settings.bridges.map(steppingBridge)
const pp = new PocketPing({ storage, clock, bridges, limits: false, logger: quiet })
const server = createServer((request, response) => void toNodeHandler(pp)(request, response))
attachWebSockets(pp, server)
await pp.start()
server.listen(0, '127.0.0.1', () => {
  isReady = true
  process.send?.({ port: (server.address() as AddressInfo).port })
  // Who is killed has no time for it, and the next life starts sooner.
  flushCompileCache()
})
