import { assemble, type Engine } from './assemble.ts'
import type { SessionQuery } from './contracts/storage.ts'
import { changeSession } from './conversation/change-session.ts'
import { close, reopen } from './conversation/lifecycle.ts'
import { checkSaying, say } from './conversation/operator.ts'
import { toMessage, toSession } from './conversation/wire.ts'
import { clientAddress } from './http/client-address.ts'
import { handle, refuseForNow } from './http/handler.ts'
import { fromRequest, type HttpRequest, type HttpResponse, toResponse } from './http/http-request.ts'
import type { PocketPingOptions } from './options.ts'
import { PocketPingError } from './protocol/errors.ts'
import type { JsonObject } from './protocol/json.ts'
import type { Author, Message } from './protocol/message.ts'
import type { Session, SessionStatus } from './protocol/session.ts'
import { openSocketSession, type Socket, type SocketSession } from './realtime/socket-session.ts'

/** Where a request came from, as the host's server knows it. */
export interface FetchContext {
  /** Where the handler is mounted, e.g. `/pocketping`: left off the path. Default: nothing. */
  mountPath?: string
  /** Network address of whoever connected. Without it all share one limit. */
  address?: string
}

/** What to say with `sendMessage`. */
export interface SendMessage {
  content: string
  /** Default `operator`. */
  type?: 'operator' | 'system'
  author?: Author
  /** Id of the message it answers. */
  replyTo?: string
}

/** Which sessions to list, newest activity first. */
export interface SessionsQuery {
  /** Default: the only project. */
  projectId?: string
  status?: SessionStatus
  /** `nextCursor` of the page before. */
  cursor?: string
  /** 1 to 100, default 50. */
  limit?: number
}

/** The engine: construct it once, mount it, and stop it when the process ends. */
export class PocketPing {
  readonly #engine: Engine
  /** A promise: of a storage that is ready. */
  #state: 'new' | 'stopped' | Promise<void> = 'new'
  /** Over when each bridge was tried once. */
  #connecting: Promise<void> = Promise.resolve()
  #stopping: Promise<void> | undefined

  /** @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix. */
  constructor(options: PocketPingOptions = {}) {
    this.#engine = assemble(options)
  }

  /**
   * Prepares the storage, takes up what waits in the outbox and lets the bridges receive. Called by the first
   * request too; safe to call again. Rejects when the storage cannot be used; a bridge that cannot start is logged
   * and tried again.
   */
  async start(): Promise<void> {
    await this.#prepare()
    await this.#connecting
  }

  /** Lets everybody go in good order: clients come back elsewhere, jobs under way are finished, the storage is closed. */
  stop(): Promise<void> {
    this.#stopping ??= this.#end()
    return this.#stopping
  }

  async #end(): Promise<void> {
    const started = this.#state
    this.#state = 'stopped'
    const { hub, bridges, pumps, presence, conversation, api } = this.#engine
    // A start that failed was reported by start(), and left nothing to stop but the storage.
    const isReady =
      typeof started === 'object' &&
      (await started.then(
        () => true,
        () => false,
      ))
    presence.stop()
    hub.closeAll('stopping')
    const ended = await Promise.allSettled([isReady && bridges.stop(), ...pumps.map(pump => pump.stop())])
    // Not before: a bridge in a process of its own finishes over its socket what is under way.
    api.closeAll()
    await conversation.storage.close()
    const failed = ended.find(one => one.status === 'rejected')
    if (failed) throw failed.reason
  }

  /** Answers any request below the mount. */
  async fetch(request: Request, context: FetchContext = {}): Promise<Response> {
    const { mountPath = '', address = 'unknown' } = context
    const { pathname } = new URL(request.url)
    const path = pathname.startsWith(mountPath) ? pathname.slice(mountPath.length) : pathname
    return toResponse(await this.handle(fromRequest(request, path, address)))
  }

  /** The same for servers that have no web `Request` at hand. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    const isReady = await this.#isReady()
    return isReady ? handle(this.#engine.http, request) : refuseForNow(this.#engine.http, request)
  }

  /** Takes a visitor's WebSocket that the host's server has accepted. */
  async openSocket(
    socket: Socket,
    request: Pick<HttpRequest, 'header' | 'peerAddress'>,
  ): Promise<SocketSession> {
    await this.#prepare()
    return openSocketSession(socket, this.#engine.http, clientAddress(request, this.#engine.http.trustProxy))
  }

  /** Takes the WebSocket of a server, which the host's server has accepted at `/ws` below the mount. */
  async openApiSocket(
    socket: Socket,
    request: Pick<HttpRequest, 'header' | 'peerAddress'>,
  ): Promise<SocketSession> {
    await this.#prepare()
    return this.#engine.api.open(socket, clientAddress(request, this.#engine.http.trustProxy))
  }

  /**
   * Says something to a visitor; operators see it in their threads.
   * @throws PocketPingError `SESSION_NOT_FOUND`, `BAD_REQUEST`
   */
  async sendMessage(sessionId: string, message: SendMessage): Promise<Message> {
    const saying = checkSaying(message)
    const author =
      saying.author ?? this.#engine.conversation.operatorShownAs((await this.#find(sessionId)).projectId)
    const written = await this.#change(sessionId, draft =>
      say(draft, author ? { ...saying, author } : saying),
    )
    return toMessage(written)
  }

  /** The session with this id, if there is one. */
  async session(id: string): Promise<Session | undefined> {
    await this.#prepare()
    const record = await this.#engine.conversation.storage.findSession({ id })
    return record && toSession(record)
  }

  /** A page of sessions. @throws PocketPingError `BAD_REQUEST`, `PROJECT_NOT_FOUND` */
  async sessions(query: SessionsQuery = {}): Promise<{ sessions: Session[]; nextCursor?: string }> {
    await this.#prepare()
    const project = this.#engine.http.projects.find(query.projectId)
    if (!project) throw new PocketPingError('PROJECT_NOT_FOUND', 'projectId: there is no such project.')
    const limit = Math.min(100, Math.max(1, Math.trunc(query.limit ?? 50)))
    const request: SessionQuery = { projectId: project.id, limit }
    if (query.status) request.status = query.status
    if (query.cursor !== undefined) request.before = readCursor(query.cursor)
    const records = await this.#engine.conversation.storage.listSessions(request)
    const last = records.at(-1)
    const page = { sessions: records.map(record => toSession(record)) }
    return last && records.length === limit
      ? { ...page, nextCursor: `${last.lastActivity}.${last.id}` }
      : page
  }

  /** Ends a conversation; a closed one stays as it is. @throws PocketPingError `SESSION_NOT_FOUND` */
  async closeSession(sessionId: string): Promise<Session> {
    return this.#change(sessionId, draft => {
      close(draft)
      return toSession(draft.session)
    })
  }

  /** Takes a conversation up again; an active one stays as it is. @throws PocketPingError `SESSION_NOT_FOUND` */
  async reopenSession(sessionId: string): Promise<Session> {
    return this.#change(sessionId, draft => {
      reopen(draft)
      return toSession(draft.session)
    })
  }

  /** Makes a visitor's token useless; their browser starts a new conversation. @throws PocketPingError `SESSION_NOT_FOUND` */
  async revokeToken(sessionId: string): Promise<void> {
    await this.#change(sessionId, draft => draft.patch({ tokenHash: '' }, { quiet: true }))
  }

  /** Sends a custom event to the visitor's open pages; it is not kept for later. Answers with how many got it. */
  async emitEvent(sessionId: string, name: string, data?: JsonObject): Promise<{ delivered: number }> {
    await this.#find(sessionId)
    const update = data === undefined ? { name } : { name, data }
    return { delivered: this.#engine.hub.tell(sessionId, { type: 'event', ...update }) }
  }

  /** All that visitors need: a platform that is slow to answer keeps none of them waiting. */
  async #prepare(): Promise<void> {
    if (this.#state === 'stopped') throw new PocketPingError('NOT_STARTED', 'This PocketPing was stopped.')
    if (this.#state === 'new') {
      this.#state = this.#begin().catch((error: unknown) => {
        if (this.#state !== 'stopped') this.#state = 'new'
        this.#engine.conversation.logger.error('PocketPing could not start', { reason: String(error) })
        throw error
      })
    }
    await this.#state
  }

  async #begin(): Promise<void> {
    const { storage, team } = this.#engine.conversation
    await storage.migrate()
    await team.load()
    for (const pump of this.#engine.pumps) pump.wake()
    this.#connecting = this.#engine.bridges.start()
  }

  /** Waits for a start under way, and tries again after one that failed; `start()` has reported why. */
  async #isReady(): Promise<boolean> {
    const isStarted = (): boolean => true
    const hasFailed = (): boolean => false
    if (typeof this.#state === 'object' && (await this.#state.then(isStarted, hasFailed))) return true
    return this.#prepare().then(isStarted, hasFailed)
  }

  async #change<Result>(
    sessionId: string,
    decide: Parameters<typeof changeSession<Result>>[2],
  ): Promise<Result> {
    await this.#prepare()
    return (await changeSession(this.#engine.conversation, sessionId, decide)) as Result
  }

  async #find(sessionId: string): Promise<Session> {
    const session = await this.session(sessionId)
    if (!session) throw new PocketPingError('SESSION_NOT_FOUND', 'There is no such session.')
    return session
  }
}

function readCursor(cursor: string): { lastActivity: number; id: string } {
  const [, time, id] = /^(\d{1,16})\.([\w-]{1,64})$/.exec(cursor) ?? []
  if (!time || !id) throw new PocketPingError('BAD_REQUEST', 'cursor: is not one that was handed out.')
  return { lastActivity: Number(time), id }
}
