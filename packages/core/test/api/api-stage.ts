import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import type { OutgoingRequest } from '../../src/contracts/outgoing.ts'
import type { Storage } from '../../src/contracts/storage.ts'
import { attachWebSockets, toNodeHandler } from '../../src/node/index.ts'
import type { PocketPingOptions } from '../../src/options/options.ts'
import { PocketPing } from '../../src/pocketping.ts'
import type { StartResponse } from '../../src/protocol/start.ts'
import { memoryStorage } from '../../src/storage/memory.ts'
import { type Around, aroundStorage } from '../../src/testing/around-storage.ts'
import { type MovableClock, movableClock } from '../../src/testing/http-contract-clock.ts'
import { type Desk, desk } from '../../src/testing/http-contract-desk.ts'
import { type Answer, ask, type Question } from '../../src/testing/http-contract-request.ts'

export const MOUNT = '/pocketping'

/** Keys of the two projects. */
export const KEYS = { shop: 'sk_test_of_the_shop_0001', blog: 'sk_test_of_the_blog_0001' } as const

/** What each test of the API works with: two websites on one server. */
export interface ApiStage {
  pp: PocketPing
  clock: MovableClock
  storage: Storage
  desk: Desk
  baseUrl: string
  /** What webhooks were called with. */
  called: OutgoingRequest[]
  /** Asks with the key of the shop, unless another token or none (`''`) is given. */
  ask(method: string, path: string, question?: Question): Promise<Answer>
  /** The same, for an answer that is a success. */
  get<Body>(method: string, path: string, question?: Question): Promise<Body>
  visit(projectId?: string): Promise<StartResponse>
  /** Says something as a visitor. */
  write(token: string, id: string, content: string): Promise<Answer>
}

const running: (() => Promise<void>)[] = []

/** Takes down what the test has set up; to be called once in each file. */
export function tidyUp(): void {
  afterEach(async () => {
    for (const stop of running.splice(0).reverse()) await stop()
  })
}

/** An engine with its API over real HTTP; `around` stands between it and its storage. */
export async function setApiStage(options: PocketPingOptions = {}, around?: Around): Promise<ApiStage> {
  const clock = movableClock()
  const memory = memoryStorage({ clock })
  const storage = around ? aroundStorage(memory, around) : memory
  const called: OutgoingRequest[] = []
  const platform = desk()
  const pp = new PocketPing({
    clock,
    storage,
    bridges: [platform],
    projects: [
      { id: 'shop', secretKeys: [KEYS.shop] },
      { id: 'blog', secretKeys: [KEYS.blog] },
    ],
    logger: { debug: nothing, info: nothing, warn: nothing, error: nothing },
    limits: false,
    fetch: async request => {
      called.push(request)
      return { status: 204, headers: {}, url: request.url, body: new Uint8Array() }
    },
    ...options,
  })
  const handle = toNodeHandler(pp, { mountPath: MOUNT })
  const server = createServer((request, response) => void handle(request, response))
  const detach = attachWebSockets(pp, server, { mountPaths: new Set([MOUNT]) })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const baseUrl = `http://127.0.0.1:${port}${MOUNT}`
  running.push(async () => {
    await pp.stop()
    detach()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })

  const stage: ApiStage = {
    pp,
    clock,
    storage,
    desk: platform,
    baseUrl,
    called,
    ask(method, path, { token = KEYS.shop, ...rest } = {}) {
      return ask(baseUrl + path, method, token === '' ? rest : { token, ...rest })
    },
    async get<Body>(method: string, path: string, question?: Question) {
      const { status, text } = await stage.ask(method, path, question)
      if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`)
      return JSON.parse(text) as Body
    },
    visit: (projectId = 'shop') =>
      stage.get<StartResponse>('POST', '/widget/sessions', { token: '', body: { projectId } }),
    write: (token, id, content) =>
      stage.ask('POST', '/widget/commands', { token, body: { type: 'send', id, content } }),
  }
  return stage
}

function nothing(): void {
  // Nobody reads what these tests log.
}
