import { expect } from 'vitest'
import type { Logger } from '../contracts/logger.ts'
import type { Storage } from '../contracts/storage.ts'
import type { PocketPingOptions } from '../options/options.ts'
import { PocketPing } from '../pocketping.ts'
import { type StartResponse, startResponseSchema } from '../protocol/start.ts'
import { memoryStorage } from '../storage/memory.ts'
import { type MovableClock, movableClock } from './http-contract-clock.ts'
import { type Desk, desk } from './http-contract-desk.ts'
import { type Feed, type FeedKind, openFeed } from './http-contract-feeds.ts'
import { type Answer, ask, type Question } from './http-contract-request.ts'

/** A host with the engine mounted on it, listening on loopback. */
export interface HttpHarness {
  /** Where it is mounted, e.g. `http://127.0.0.1:4321/pocketping`. */
  baseUrl: string
  /** Stops listening and lets go of every connection. */
  close(): Promise<void>
}

export type CreateHttpHarness = (pp: PocketPing) => HttpHarness | Promise<HttpHarness>

/** What a host may be unable to do. `rawBodies`: a body parser stands before it, and answers what it refuses itself. */
export type HttpAbility = 'webSocket' | 'rawBodies'

/** Says why a test cannot run here, where it cannot. */
export type WhyNot = (ability: HttpAbility) => string | undefined

/** A visitor who has a conversation. */
export interface Visitor extends StartResponse {
  id: string
}

/** What each test of the suite works with. */
export interface HttpStage {
  pp: PocketPing
  baseUrl: string
  clock: MovableClock
  storage: Storage
  desk: Desk
  logs: string[]
  /** The lines among them that warn of something. */
  problems(): string[]
  /** Asks below the mount. Whatever comes back must not name a token. */
  ask(method: string, path: string, question?: Question): Promise<Answer>
  startVisitor(projectId?: string): Promise<Visitor>
  command(visitor: Pick<Visitor, 'token'>, command: object): Promise<Answer>
  /** Writes as this visitor; answers with the message. */
  send(visitor: Pick<Visitor, 'token'>, id: string, content: string): Promise<Answer>
  listen(kind: FeedKind, visitor: Pick<Visitor, 'token'>, after?: number): Feed
  close(): Promise<void>
}

/** Makes a stage; it is taken down after the test. */
export type SetHttpStage = (options?: PocketPingOptions) => Promise<HttpStage>

const TOKEN = /ppv_[A-Za-z0-9_-]{43}/

// Two websites, so that each test could find out if one saw the other.
const PROJECTS: NonNullable<PocketPingOptions['projects']> = [
  { id: 'shop', publicKey: 'pk_shop', name: 'Shop', allowedOrigins: ['https://shop.example'] },
  { id: 'blog', publicKey: 'pk_blog', name: 'Blog' },
]

/** An engine on a host of its own. */
export async function setHttpStage(
  create: CreateHttpHarness,
  options: PocketPingOptions = {},
): Promise<HttpStage> {
  const clock = movableClock()
  const logs: string[] = []
  const storage = options.storage ?? memoryStorage({ clock })
  const bridge = desk()
  const common = { clock, storage, bridges: [bridge], logger: recordingLogger(logs), limits: false as const }
  const pp = new PocketPing({ ...common, projects: PROJECTS, ...options })
  const { baseUrl, close } = await create(pp)
  const feeds: Feed[] = []

  const stage: HttpStage = {
    pp,
    baseUrl,
    clock,
    storage,
    desk: bridge,
    logs,
    problems: () => logs.filter(line => /^(warn|error) /.test(line)),
    async ask(method, path, question) {
      const answer = await ask(baseUrl + path, method, question)
      if (method !== 'POST' || path !== '/widget/sessions') expect(answer.text).not.toMatch(TOKEN)
      expect(JSON.stringify(answer.headers)).not.toMatch(TOKEN)
      return answer
    },
    async startVisitor(projectId = 'shop') {
      const answer = await stage.ask('POST', '/widget/sessions', { body: { projectId } })
      expect(answer.status).toBe(201)
      const started = startResponseSchema.parse(JSON.parse(answer.text))
      return { ...started, id: started.session.id }
    },
    command: ({ token }, body) => stage.ask('POST', '/widget/commands', { token, body }),
    send: (visitor, id, content) => stage.command(visitor, { type: 'send', ref: id, id, content }),
    listen(kind, { token }, after = 0) {
      const feed = openFeed(kind, baseUrl, token, after)
      feeds.push(feed)
      return feed
    },
    async close() {
      for (const feed of feeds) feed.close()
      await pp.stop()
      await close()
      // Whatever a test did: a token is told to its visitor, and to nobody else.
      expect(logs.join('\n')).not.toMatch(TOKEN)
      expect(JSON.stringify(bridge.posts)).not.toMatch(TOKEN)
    },
  }
  return stage
}

function recordingLogger(lines: string[]): Logger {
  const at = (level: string) => (message: string, details?: Record<string, unknown>) => {
    lines.push(`${level} ${message} ${JSON.stringify(details ?? {})}`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
