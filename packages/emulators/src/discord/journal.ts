import { type CallLog, type LoggedCall, makeCallLog } from '../shared/call-log.ts'
import type { Json } from './wire.ts'

/** One REST call the bot made. `method` is the operation, such as `createMessage`. */
export interface JournalEntry extends LoggedCall {
  /** Verb and path, without `/api/v10`. */
  route: string
  /** Ids in the path. */
  params: Record<string, string>
  query: Record<string, string>
  body: Json
  files: { name: string; size: number }[]
  /** HTTP status of the answer; 0 when the connection was cut before one. */
  status: number
  /** The error code of a refusal. */
  code: number | undefined
  /** What a successful call answered, or the body of the refusal. */
  result: unknown
  /** The connection was cut, so that the bot does not know what came of the call. */
  isCut: boolean
}

/** Something that happened on the gateway. */
export interface GatewayEntry {
  at: number
  kind: 'connect' | 'identify' | 'ready' | 'resume' | 'resumed' | 'invalid' | 'reconnect' | 'close'
  session: string | undefined
  /** Of an IDENTIFY. */
  intents?: number
  /** Of a RESUME: the last event that the client has. Of a RESUMED: how many were sent again. */
  seq?: number
  replayed?: number
  /** Of a close. */
  code?: number
  by?: 'client' | 'server'
}

/** What the bot asked for, oldest first. */
export interface Journal extends CallLog<JournalEntry> {
  /** What happened on the gateway, or some of it. */
  gateway(...kinds: GatewayEntry['kind'][]): GatewayEntry[]
  /** Answers of 401, 403 and 429 in the last ten minutes; at 10,000 Discord bans the address. */
  invalidRequests(): number
  recordGateway(entry: GatewayEntry): void
}

export function makeJournal(length: number, invalidRequests: () => number): Journal {
  const log = makeCallLog<JournalEntry>(length)
  const entries: GatewayEntry[] = []
  return {
    ...log,
    gateway: (...kinds) => entries.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind)),
    invalidRequests,
    recordGateway(entry) {
      entries.push(entry)
      if (entries.length > length) entries.shift()
    },
    clear() {
      log.clear()
      entries.length = 0
    },
  }
}
