import type { SessionRecord } from '../contracts/records.ts'
import { type CommandResult, carryOut, type OpenedSession, parseCommand } from '../conversation/command.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { opensSession, sessionOfToken } from '../conversation/devices.ts'
import type { Limiter, Rate } from '../conversation/limiter.ts'
import { hashToken } from '../conversation/tokens.ts'
import { toMessage } from '../conversation/wire.ts'
import type { VisitorCommand } from '../protocol/commands.ts'
import { ERROR_STATUS, PocketPingError } from '../protocol/errors.ts'
import type { AckUpdate, ErrorUpdate } from '../protocol/updates.ts'
import { createKnownTokens } from './known-tokens.ts'

/** How much visitors may do. Buckets: so many at once, then so many a second. */
export interface Limits {
  /** Everything that comes from one network address. */
  address: Rate
  /** Conversations started from one network address. */
  start: Rate
  /** Everything that one session does. */
  session: Rate
  /** Everything that a project's visitors do. */
  project: Rate
  /** Connected clients of one session. */
  clients: number
  /** Everything that one secret key asks for. Default: as much as it likes. */
  key?: Rate
}

interface DeskOptions {
  context: ConversationContext
  limiter: Limiter
  limits: Limits
  /** How long a token opens its session after the last activity, in milliseconds. */
  tokenMs: number
  onVisitorTyping(session: OpenedSession, isActive: boolean): void
}

/** Where every transport brings what a visitor sends: checked, limited and carried out the same way. */
export interface VisitorDesk {
  /** The session that a token opens. @throws PocketPingError `UNAUTHORIZED`, the same for every reason. */
  authenticate(token: string, address: string): Promise<Admitted>
  /**
   * The same for commands that change something: where this process knows the session, the storage is not asked,
   * because the commit finds out a copy that is out of date, and a token that was revoked meanwhile with it.
   */
  recognize(token: string, address: string): Promise<OpenedSession>
  /** Carries out one command. @throws PocketPingError */
  perform(session: OpenedSession, input: unknown, address: string, by?: unknown): Promise<CommandResult>
  /** Limits the starting of conversations; to be asked after `limitReading`. @throws PocketPingError `RATE_LIMITED` */
  admit(projectId: string, address: string): void
  /** Limits what is asked beside commands. @throws PocketPingError `RATE_LIMITED` */
  limitReading(address: string): void
  /** Limits who listens to one conversation. @throws PocketPingError `RATE_LIMITED` where so many are there already */
  makeRoom(clients: number): void
  /** The answer to a command; `cursor` is what the client was passed on the same connection, 0 where there is none. */
  acknowledge(ref: string, session: OpenedSession, result: CommandResult, cursor: number): AckUpdate
}

/** Whoever came with a token that opens a session. */
export interface Admitted {
  opened: OpenedSession
  record: SessionRecord
}

const DAY_S = 86_400

// An answer that is under way begins anew with each of them.
const ASKS_AI: ReadonlySet<VisitorCommand['type']> = new Set(['send', 'edit', 'delete'])

export function createVisitorDesk(options: DeskOptions): VisitorDesk {
  const { context, limiter, limits, tokenMs } = options
  const knownTokens = createKnownTokens()

  const take = (session: OpenedSession, address: string): void => {
    limiter.take(`session:${session.id}`, limits.session)
    limiter.take(`address:${address}`, limits.address)
    limiter.take(`project:${session.projectId}`, limits.project)
  }

  /** Its answers cost money: what one address may ask for is counted for a day. The message itself is taken all the same. */
  const isTooMuchForAi = async ({ projectId }: OpenedSession, address: string): Promise<boolean> => {
    const project = context.knowProject(projectId)
    if (project !== undefined) await project
    const { messagesPerAddress: burst } = context.aiOf(projectId) ?? {}
    return (
      burst !== undefined && !limiter.takes(`ai:${projectId}:${address}`, { burst, perSecond: burst / DAY_S })
    )
  }

  const isOpen = (session: SessionRecord | undefined): session is SessionRecord =>
    session !== undefined && session.lastActivity + tokenMs > context.clock.now()

  const authenticate = async (token: string, address: string): Promise<Admitted> => {
    const tokenHash = knownTokens.get(token)?.tokenHash ?? (await hashToken(token))
    const record = tokenHash ? await sessionOfToken(context, tokenHash) : undefined
    if (tokenHash && isOpen(record)) {
      const { id, projectId } = record
      knownTokens.keep(token, { tokenHash, sessionId: id })
      return { opened: { id, projectId, tokenHash }, record }
    }
    limiter.take(`address:${address}`, limits.address)
    throw new PocketPingError('UNAUTHORIZED', 'This token opens no conversation. Start a new one.')
  }

  return {
    authenticate,
    async recognize(token, address) {
      const known = knownTokens.get(token)
      const record = known && context.hot.get(known.sessionId)?.record
      if (!known || !isOpen(record) || !opensSession(record, known.tokenHash))
        return (await authenticate(token, address)).opened
      return { id: record.id, projectId: record.projectId, tokenHash: known.tokenHash }
    },
    async perform(session, input, address, by) {
      take(session, address)
      const command: VisitorCommand = parseCommand(input)
      if (ASKS_AI.has(command.type) && command.type !== 'typing') {
        const isOverAiLimit = await isTooMuchForAi(session, address)
        return carryOut(context, session, command, { by, isOverAiLimit })
      }
      if (command.type !== 'typing') return carryOut(context, session, command, { by })
      options.onVisitorTyping(session, command.active ?? true)
      return { seq: 0 }
    },
    admit(projectId, address) {
      limiter.take(`start:${address}`, limits.start)
      limiter.take(`project:${projectId}`, limits.project)
    },
    limitReading: address => limiter.take(`address:${address}`, limits.address),
    makeRoom(clients) {
      if (clients < limits.clients) return
      throw new PocketPingError('RATE_LIMITED', 'This conversation is open in too many places.', {
        retryAfterMs: 60_000,
      })
    },
    acknowledge(ref, session, { seq, message }, cursor) {
      const ack: AckUpdate = { type: 'ack', ref, seq: Math.min(seq, cursor) }
      if (message) ack.message = toMessage(message, context.operatorShownAs(session.projectId))
      return ack
    },
  }
}

const STATUS_TEXT: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Too large',
  422: 'Unprocessable',
  426: 'Upgrade required',
  429: 'Too many requests',
  500: 'Internal server error',
  503: 'Unavailable',
}

// It may name a field that a client made up.
const MAX_MESSAGE_LENGTH = 300

/** An error as a client sees it: what is not ours to tell becomes `INTERNAL`. */
export function toErrorUpdate(error: unknown, ref?: string): ErrorUpdate {
  const known = error instanceof PocketPingError ? error : undefined
  const isTold = known !== undefined && known.status !== 500
  const code = isTold ? known.code : 'INTERNAL'
  const message = isTold
    ? known.message.slice(0, MAX_MESSAGE_LENGTH)
    : 'Something went wrong here. Try again.'
  const update: ErrorUpdate = {
    type: 'error',
    error: { error: STATUS_TEXT[ERROR_STATUS[code]] ?? 'Error', message, code },
  }
  if (ref !== undefined) update.ref = ref
  if (known?.retryAfterMs !== undefined) update.retryAfterMs = known.retryAfterMs
  return update
}
