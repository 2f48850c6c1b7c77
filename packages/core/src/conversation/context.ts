import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { NewEvent, NewJob, Storage } from '../contracts/storage.ts'
import type { ApiEventType } from '../protocol/api-events.ts'
import type { Author } from '../protocol/message.ts'
import type { Availability } from '../protocol/session.ts'
import type { AiRules } from './ai-state.ts'
import type { HotSessions } from './hot-sessions.ts'
import type { IdentityVerifier } from './identity-proof.ts'
import type { Team } from './team.ts'

/** What happened to a session in one commit. */
export interface Change {
  /** The session as it stands now. */
  session: SessionRecord
  /** Its `seq` before. */
  previousSeq: number
  /** Messages written or revised, notes and events included: whoever passes this on to a visitor filters. */
  messages: readonly MessageRecord[]
  /** Something of the session itself changed: status, receipts, identity, operator. */
  sessionChanged: boolean
  /** The operator who answers is another one, or has another picture. */
  operatorChanged: boolean
  /** The connection that asked for it and gets an acknowledgement of its own. */
  by?: unknown
}

/** Who follows what happens in a project, beside visitors and operators. */
export interface Followers {
  /** Its servers may listen, and come back for what they missed: events are kept. */
  isLogged: boolean
  webhooks: readonly { id: string; events: readonly ApiEventType[] }[]
}

/** Which calls of the host app follow a change. */
export type HookName = 'onMessage' | 'onEvent' | 'onSession'

/** What the use cases stand on. */
export interface ConversationContext {
  storage: Storage
  clock: Clock
  logger: Logger
  hot: HotSessions
  /** To be awaited before a project is asked about below, where there is something to await. */
  knowProject(projectId: string): Promise<unknown> | undefined
  /** Ids of the bridges that carry this project's sessions. */
  bridgesOf(projectId: string): readonly string[]
  /** The name visitors of this project see instead of the operator's own, where it is set. */
  operatorShownAs(projectId: string): Author | undefined
  /** When somebody of this project's team is there; `undefined` where nothing is said of it. */
  availability(projectId: string): Availability | undefined
  /** How identities of this project's visitors are proven. */
  identityOf(projectId: string): IdentityVerifier
  followersOf(projectId: string): Followers
  /** How the AI of this project answers; `undefined` where it has none. */
  aiOf(projectId: string): AiRules | undefined
  /** Milliseconds for which events are kept. */
  eventMs: number
  /** Milliseconds after the last activity for which a conversation is found again. */
  tokenMs: number
  team: Team
  /** Which hooks the host app listens to. */
  hooks: ReadonlySet<HookName>
  /** Called after each commit: realtime and the outbox listen here. */
  announce(change: Change, jobs: readonly NewJob[], events: readonly NewEvent[]): void
}
