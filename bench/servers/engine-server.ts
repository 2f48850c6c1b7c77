import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { type Logger, memoryStorage, PocketPing, type Storage } from '@pocketping/core'
import { attachWebSockets, toNodeHandler } from '@pocketping/core/node'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import { stampedText } from '../stamps.ts'
import type { BenchServer, Count, ServerOptions } from './bench-server.ts'
import { createPlatform } from './platform.ts'
import { seed } from './seed.ts'

const logger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: console.warn,
  error: console.error,
}

/** The engine as a host app mounts it on `node:http`. */
export async function startEngineServer(options: ServerOptions): Promise<BenchServer> {
  const storage = openStorage(options)
  const { count = 0, delayMs = 0, gated = false } = options.bridges ?? {}
  const platforms = Array.from({ length: count }, (_, index) =>
    createPlatform(`bench${index + 1}`, { delayMs, gated }),
  )
  const bridges = platforms.map(({ bridge }) => bridge)
  const pp = new PocketPing({ storage, bridges, limits: false, logger })
  if (options.seed) await seed(storage, options.seed)
  await pp.start()
  const handler = toNodeHandler(pp)
  const server = createServer((request, response) => void handler(request, response))
  attachWebSockets(pp, server)
  // The load generator keeps its connections through every pause of a run.
  server.keepAliveTimeout = 600_000
  await new Promise<void>(resolve => void server.listen(0, '127.0.0.1', resolve))

  return {
    port: (server.address() as AddressInfo).port,
    stored: () => countStored(pp, storage, options.seed?.messages ?? 0),
    async reply({ times, everyMs }) {
      const [platform] = platforms
      if (!platform) throw new Error('Nobody can reply without a bridge.')
      const author = { id: 'operator-1', name: 'Olga' }
      for (let time = 0; time < times; time += 1) {
        const threadId = platform.threads[time % platform.threads.length] as string
        const platformId = `reply-${crypto.randomUUID()}`
        await platform.inbox().receive({ type: 'message', threadId, platformId, author, text: stampedText() })
        await wait(everyMs)
      }
    },
    async broadcast({ times }) {
      const [session] = (await pp.sessions()).sessions
      for (let time = 0; time < times; time += 1)
        await pp.sendMessage(session?.id ?? '', { content: 'Yes, it is still in stock. '.repeat(4) })
    },
    posted: () => platforms.map(platform => platform.posted()),
    openGate() {
      for (const platform of platforms) platform.open()
    },
  }
}

function openStorage({ storage, file = ':memory:', durability = 'full' }: ServerOptions): Storage {
  return storage === 'memory' ? memoryStorage() : sqliteStorage({ file, synchronous: durability })
}

/** Reads everything back through the storage's own contract. */
async function countStored(pp: PocketPing, storage: Storage, seeded: number): Promise<Count> {
  const ids = new Set<string>()
  let count = 0
  let cursor: string | undefined
  do {
    const page = await pp.sessions({ limit: 100, ...(cursor === undefined ? {} : { cursor }) })
    cursor = page.nextCursor
    for (const { id } of page.sessions) {
      let afterOrder = 0
      for (;;) {
        const messages = await storage.listMessages({ sessionId: id, afterOrder, limit: 1000 })
        const written = messages.filter(({ type }) => type === 'visitor')
        for (const message of written) ids.add(message.id)
        count += written.length
        afterOrder = messages.at(-1)?.order ?? 0
        if (messages.length < 1000) break
      }
    }
  } while (cursor !== undefined)
  return { count: count - seeded, distinct: ids.size - seeded }
}
