import { AiError, type AiErrorKind, type AiEvent, type AiOutcome, type AiUsage } from '@pocketping/core'
import { chunkSchema } from './chunk.ts'
import { type ObjectReader, objectReader } from './object-reader.ts'
import { readOutcome, TEXT_FIELD } from './reply-form.ts'
import { replySource } from './reply-source.ts'

/** Longer than anything a visitor is told: where a server ignores the limit of tokens, the reply ends here. */
const MAX_REPLY_LENGTH = 65_536

/** What a reply is that a filter or the model itself stopped. */
export const STOPPED: AiOutcome = { type: 'handoff', reason: 'cannot-help' }

/**
 * Reads the stream of one reply. What kind of reply it is comes before its text where the model wrote it before.
 * @throws AiError `malformed` where the reply has not the agreed form, `unavailable` where the stream was cut.
 */
export async function* readReply(chunks: AsyncIterable<unknown>): AsyncGenerator<AiEvent> {
  const source = replySource()
  const form = objectReader(TEXT_FIELD)
  let outcome: AiOutcome | undefined
  let usage: AiUsage | undefined
  let finish: string | undefined
  let isRefused = false
  let hasText = false
  let hasBegun = false

  for await (const raw of chunks) {
    const chunk = chunkSchema.safeParse(raw)
    if (!chunk.success) throw failure('malformed', 'a chunk of it cannot be read')
    const { choices, usage: told } = chunk.data
    if (told) usage = { inputTokens: told.prompt_tokens, outputTokens: told.completion_tokens }
    const choice = choices?.[0]
    if (!choice) continue
    finish = choice.finish_reason ?? finish
    if (!choice.delta) continue
    isRefused ||= Boolean(choice.delta.refusal)
    const text = form.push(source.take(choice.delta))
    if (source.length > MAX_REPLY_LENGTH) throw failure('malformed', 'it does not end')
    if (form.isStreaming && !hasBegun) {
      hasBegun = true
      outcome = readOutcome(form.fields, false)
      if (outcome) yield { type: 'outcome', outcome }
    }
    if (text === '') continue
    hasText ||= text.trim() !== ''
    yield { type: 'text', text }
  }

  if (source.plainText) yield { type: 'text', text: source.plainText.toWellFormed() }
  const isStopped = isRefused || finish === 'content_filter'
  const ending = isStopped ? STOPPED : readOutcome(form.fields, true)
  const problem = isStopped ? outcome && 'a filter stopped it' : problemOf({ finish, form, ending, hasText })
  if (ending && !outcome && !problem) yield { type: 'outcome', outcome: ending }
  if (usage) yield { type: 'usage', usage }
  if (problem) throw failure(form.isWhole || finish ? 'malformed' : 'unavailable', problem)
}

interface Ending {
  finish: string | undefined
  form: ObjectReader
  ending: AiOutcome | undefined
  hasText: boolean
}

/** What is wrong with a reply, at its end. */
function problemOf({ finish, form, ending, hasText }: Ending): string | undefined {
  if (finish === 'length')
    return 'it is cut off, because the model wrote more than it may; one that reasons may have spent it on thoughts (reasoningEffort)'
  if (!form.isWhole)
    return finish ? 'it has not the form that was asked for' : 'its stream ended before it was whole'
  if (!ending) return 'it has no outcome that we know'
  return ending.type === 'handoff' || hasText ? undefined : 'it has no text'
}

function failure(kind: AiErrorKind, problem: string): AiError {
  return new AiError(kind, `openaiProvider(): the reply is of no use: ${problem}.`)
}
