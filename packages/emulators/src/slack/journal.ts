import type { CallLog, LoggedCall } from '../shared/call-log.ts'

/** One call the app made. */
export interface SlackCall extends LoggedCall {
  /** The arguments, without the token. */
  params: Record<string, string>
  /** HTTP status of the answer; 0 when the connection was cut before one. */
  status: number
  /** The `error` of a refusal. */
  error: string | undefined
  /** The body of the answer. */
  answer: Record<string, unknown>
  /** The connection was cut, so that the app does not know what came of the call. */
  isCut: boolean
}

/** What the app asked for, oldest first. */
export type SlackJournal = CallLog<SlackCall>
