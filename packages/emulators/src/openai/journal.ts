import type { CallLog, LoggedCall } from '../shared/call-log.ts'
import type { ModelReply } from './model/reply.ts'

/** One call. `method` is `chat.completions` or `models`. */
export interface OpenAiCall extends LoggedCall {
  /** As it came. */
  body: string
  /** HTTP status of the answer; 0 when the connection was cut before one. */
  status: number
  /** Why it was refused. */
  problem: string | undefined
  /** What the model said, also where its stream was cut. */
  reply: ModelReply | undefined
  /** The connection was cut before the reply was whole, by whomever. */
  isCut: boolean
}

/** What was asked of the model, oldest first. */
export type OpenAiJournal = CallLog<OpenAiCall>
