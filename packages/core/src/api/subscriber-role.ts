import type { Limiter, Rate } from '../conversation/limiter.ts'
import { parse } from '../conversation/parse.ts'
import { hexHash } from '../conversation/tokens.ts'
import { type ApiCommandFrame, type ApiFrame, authFrameSchema } from '../protocol/api-frames.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { ApiCaller, ApiRole, AssignRole } from '../realtime/api-socket.ts'
import type { EventFeed } from '../realtime/event-feed.ts'
import type { Frame } from '../realtime/frame.ts'
import { CLOSE_CODES, MAX_BACKLOG_BYTES } from '../realtime/hub.ts'
import { toErrorUpdate } from '../realtime/visitor-desk.ts'
import type { ApiContext } from './api-context.ts'
import { type Scope, scopeOfKey } from './scope.ts'
import { parseApiCommand, performApiCommand, type ShowTyping } from './subscriber-commands.ts'

interface SubscriberParts {
  api: ApiContext
  feed: EventFeed
  keys: { openedBy(key: string): Promise<ReadonlySet<string>> }
  limiter: Limiter
  /** How much one key may ask for; absent: as much as it likes. */
  keyRate: Rate | undefined
  showTyping: ShowTyping
}

// Proxies, and clients, give up on what is silent for a minute.
const PING_MS = 25_000

// Commands that wait for the one before them.
const MAX_WAITING = 100

/** A socket that is told what happens in the projects its key opens, and may answer visitors. */
export function subscriberRole(parts: SubscriberParts): AssignRole {
  return (frame, caller) => new Subscriber(parts, frame, caller)
}

/** Whether a key still opens all that it opened. */
export function stillOpens(
  keys: SubscriberParts['keys'],
  key: string,
  projects: ReadonlySet<string>,
): () => Promise<boolean> {
  return async () => {
    const opened = await keys.openedBy(key)
    return [...projects].every(id => opened.has(id))
  }
}

class Subscriber implements ApiRole {
  private readonly parts: SubscriberParts
  private readonly caller: ApiCaller
  private readonly scope: Scope
  private readonly apiKey: string
  private readonly isAllowed: () => Promise<boolean>
  private readonly leave: () => void
  private readonly waiting: ApiCommandFrame[] = []
  private keyHash: string | undefined
  private isAtWork = false
  private isClosed = false
  private lastSentAt = 0
  private cancelPing: () => void = () => undefined

  constructor(parts: SubscriberParts, frame: unknown, caller: ApiCaller) {
    const { apiKey, after = '' } = parse(authFrameSchema, frame)
    const { projects } = caller
    if (projects.size === 0)
      throw new PocketPingError('FORBIDDEN', 'This key opens no project: it is there to bring bridges.')
    this.parts = parts
    this.caller = caller
    this.scope = scopeOfKey(projects)
    this.apiKey = apiKey
    this.lastSentAt = this.now()
    this.pingAfter(PING_MS)
    this.isAllowed = stillOpens(parts.keys, apiKey, projects)
    this.leave = parts.feed.subscribe({
      projects,
      after,
      client: {
        send: one => this.pass(one),
        close: reason => caller.close(CLOSE_CODES[reason], reason),
        backlog: caller.backlog,
      },
      isAllowed: this.isAllowed,
    })
  }

  receive(frame: unknown): void {
    if (this.isClosed) return
    try {
      const command = parseApiCommand(frame)
      if (this.waiting.length < MAX_WAITING) this.waiting.push(command)
      else this.caller.close(4429, 'Too many frames')
      if (!this.isAtWork) void this.work()
    } catch (error) {
      this.tell(toErrorUpdate(error, refOf(frame)))
    }
  }

  closed(): void {
    this.isClosed = true
    this.waiting.length = 0
    this.cancelPing()
    this.leave()
  }

  /** One command after another; never rejects. */
  private async work(): Promise<void> {
    this.isAtWork = true
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) await this.carryOut(next)
    this.isAtWork = false
  }

  private async carryOut(command: ApiCommandFrame): Promise<void> {
    const { api, limiter, keyRate, showTyping } = this.parts
    const { ref } = command
    try {
      // By its hash: the bucket is the same that requests with the key take from.
      this.keyHash ??= await hexHash(this.apiKey)
      // The key may have been taken away since: what it can no longer do over HTTP, it cannot do here.
      if (!(await this.isAllowed())) return this.caller.close(CLOSE_CODES.forgotten, 'forgotten')
      if (keyRate) limiter.take(`key:${this.keyHash}`, keyRate)
      const answer = await performApiCommand(api, this.scope, showTyping, command)
      if (ref !== undefined) this.tell({ type: 'ack', ref, ...answer })
    } catch (error) {
      const update = toErrorUpdate(error, ref)
      if (update.error.code === 'INTERNAL')
        api.conversation.logger.error('A frame could not be carried out', { reason: String(error) })
      this.tell(update)
    }
  }

  private tell(frame: ApiFrame): void {
    // Answers too: who asks and never reads must not fill our memory.
    if (this.caller.backlog() > MAX_BACKLOG_BYTES) this.caller.close(CLOSE_CODES.slow, 'slow')
    else this.pass({ text: JSON.stringify(frame) })
  }

  private pass(frame: Frame): void {
    this.lastSentAt = this.now()
    this.caller.pass(frame)
  }

  private pingAfter(ms: number): void {
    this.cancelPing = this.parts.api.conversation.clock.after(ms, () => {
      // A clock that was set back or forward: at worst one ping too many.
      const silentMs = Math.abs(this.now() - this.lastSentAt)
      if (silentMs >= PING_MS) this.tell({ type: 'ping' })
      if (!this.isClosed) this.pingAfter(silentMs >= PING_MS ? PING_MS : PING_MS - silentMs)
    })
  }

  private now(): number {
    return this.parts.api.conversation.clock.now()
  }
}

/** The `ref` of what could not be read, so that its refusal finds back. */
function refOf(frame: unknown): string | undefined {
  const ref = typeof frame === 'object' && frame !== null && 'ref' in frame ? frame.ref : undefined
  return typeof ref === 'string' && ref.length <= 64 ? ref : undefined
}
