import { type KnowledgeApi, knowledgeApi } from './api/knowledge.ts'
import { scopeOfHost } from './api/scope.ts'
import { revokeToken, serverApi } from './api/server-api.ts'
import { ApiMethods } from './api-methods.ts'
import { assemble, type Engine } from './assemble.ts'
import { clientAddress } from './http/client-address.ts'
import { handle, refuseForNow } from './http/handler.ts'
import { fromRequest, type HttpRequest, type HttpResponse, toResponse } from './http/http-request.ts'
import type { PocketPingOptions } from './options/options.ts'
import type { ServerApi } from './protocol/api-types.ts'
import { PocketPingError } from './protocol/errors.ts'
import { openSocketSession, type Socket, type SocketSession } from './realtime/socket-session.ts'

/** Where a request came from, as the host's server knows it. */
export interface FetchContext {
  /** Where the handler is mounted, e.g. `/pocketping`: left off the path. Default: nothing. */
  mountPath?: string
  /** Network address of whoever connected. Without it all share one limit. */
  address?: string
}

/** The engine: construct it once, mount it, and stop it when the process ends. */
export class PocketPing extends ApiMethods {
  readonly #engine: Engine
  /** A promise: of a storage that is ready. */
  #state: 'new' | 'stopped' | Promise<void> = 'new'
  /** Over when each bridge was tried once. */
  #connecting: Promise<void> = Promise.resolve()
  #stopping: Promise<void> | undefined

  /** What the AI may answer from, beside what stands in the options. */
  readonly knowledge: KnowledgeApi

  /** @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix. */
  constructor(options: PocketPingOptions = {}) {
    super()
    this.#engine = assemble(options)
    this.knowledge = knowledgeApi(this.#engine.knowledge, async () => {
      await this.#prepare()
      return scopeOfHost(this.#engine.projects)
    })
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
    const { hub, feed, bridges, pumps, presence, conversation, door, webhooks, ai, knowledge } = this.#engine
    // A start that failed was reported by start(), and left nothing to stop but the storage.
    const isReady =
      typeof started === 'object' &&
      (await started.then(
        () => true,
        () => false,
      ))
    presence.stop()
    hub.closeAll('stopping')
    feed.closeAll()
    const ended = await Promise.allSettled([
      isReady && bridges.stop(),
      webhooks.stop(),
      ai.stop(),
      knowledge.stop(),
      ...pumps.map(pump => pump.stop()),
    ])
    // Not before: a bridge in a process of its own finishes over its socket what is under way.
    door.closeAll()
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
    return this.#engine.door.open(socket, clientAddress(request, this.#engine.http.trustProxy))
  }

  /** Makes a visitor's token useless; their browser starts a new conversation. @throws PocketPingError `SESSION_NOT_FOUND` */
  async revokeToken(sessionId: string): Promise<void> {
    await this.#prepare()
    await revokeToken(this.#engine.http.api, scopeOfHost(this.#engine.projects), sessionId)
  }

  /** Projects that were looked up are looked up again: this one, by its id, or all. @throws PocketPingError `INVALID_OPTIONS` */
  invalidateProject(projectId?: string): void {
    this.#engine.projects.invalidate(projectId)
  }

  protected override async api(): Promise<ServerApi> {
    await this.#prepare()
    return serverApi(this.#engine.http.api, scopeOfHost(this.#engine.projects))
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
    await this.#engine.webhooks.load()
    for (const pump of this.#engine.pumps) pump.wake()
    // Where none has one, nothing looks for its work.
    const hasAny = this.#engine.projects.list?.some(({ ai }) => ai !== undefined) ?? true
    await this.#engine.ai.start(hasAny)
    if (hasAny) await this.#engine.knowledge.start()
    this.#connecting = this.#engine.bridges.start()
  }

  /** Waits for a start under way, and tries again after one that failed; `start()` has reported why. */
  async #isReady(): Promise<boolean> {
    const isStarted = (): boolean => true
    const hasFailed = (): boolean => false
    if (typeof this.#state === 'object' && (await this.#state.then(isStarted, hasFailed))) return true
    return this.#prepare().then(isStarted, hasFailed)
  }
}
