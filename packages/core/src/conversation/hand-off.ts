import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import { newId } from '../protocol/ids.ts'
import { isAiOn, mayAnswer, remember } from './ai-state.ts'
import { readAiWindow } from './ai-window.ts'
import type { Draft } from './change-session.ts'
import type { ConversationContext } from './context.ts'
import { describeReason, type HandOffReason, handOffSentence } from './hand-off-texts.ts'

// Enough to read on a phone's lock screen, and to see what it is about.
const MAX_QUESTION_LENGTH = 600

interface HandOffOptions {
  /** What the AI makes of the matter. */
  summary?: string | undefined
  /** The language that the visitor writes in. Default: that of their browser. */
  language?: string | undefined
  /** What the message to the visitor is called, where something of it was shown already. */
  messageId?: string
}

/**
 * Leaves the conversation to people: the visitor is told what happens next, operators why, with the open question; the
 * AI is silent from here on.
 */
export async function handOff(
  context: ConversationContext,
  draft: Draft,
  reason: HandOffReason,
  options: HandOffOptions = {},
): Promise<void> {
  const { session, now, ai: rules } = draft
  const { timeZone } = session.metadata
  const language = languageOf(session, options.language)
  const availability = context.availability(session.projectId)
  const words = await wordsForTeam(context, session, reason, options.summary)
  const content =
    rules?.handOffMessage ??
    handOffSentence({
      reason,
      now,
      ...(language ? { language } : {}),
      ...(timeZone ? { timeZone } : {}),
      ...(availability ? { availability } : {}),
    })
  draft.write({
    id: options.messageId ?? newId('msg'),
    type: 'ai',
    audience: 'everyone',
    content,
    ...(rules ? { author: rules.author } : {}),
  })
  draft.write({
    id: newId('msg'),
    type: 'system',
    audience: 'team',
    content: words,
  })
  const { used } = session.ai ?? {}
  draft.patch({ needsReview: true })
  remember(draft, { used, silentSince: now, after: draft.session.seq })
}

/** The browser's language is more exact where it is the same: it tells how days and hours are written. */
function languageOf(
  { metadata: { language } }: SessionRecord,
  spoken: string | undefined,
): string | undefined {
  return spoken === undefined || language?.split('-')[0]?.toLowerCase() === spoken ? language : spoken
}

/** The visitor asks for a person with the button. */
export async function askForPerson(context: ConversationContext, draft: Draft): Promise<void> {
  const { session, ai: rules } = draft
  const { open, isEngaged, silentSince } = session.ai ?? {}
  const isInvolved = (open !== undefined || isEngaged === true) && silentSince === undefined
  if (isInvolved && isAiOn(rules, session) && rules.mode === 'answer' && mayAnswer(session))
    await handOff(context, draft, 'asked')
}

/** What operators read, and nobody else: why there is no answer of the AI's, and to what. */
export async function wordsForTeam(
  { storage }: ConversationContext,
  session: SessionRecord,
  reason: HandOffReason,
  summary: string | undefined,
): Promise<string> {
  const { open, messages } = await readAiWindow(storage, session, MAX_QUESTION_LENGTH)
  const last = messages.findLast(({ type }) => type === 'visitor')
  const lines = [`🙋 A person is needed: ${describeReason(reason)}.`]
  if (open.length > 0) lines.push(`Open question: ${quote(open)}`)
  else if (last) lines.push(`The visitor wrote last: ${quote([last])}`)
  if (summary) lines.push(`In short: ${summary}`)
  return lines.join('\n')
}

function quote(messages: readonly MessageRecord[]): string {
  const text = messages.map(({ content }) => content.replace(/\s+/g, ' ').trim()).join(' / ')
  const isLong = text.length > MAX_QUESTION_LENGTH
  return `“${isLong ? `${text.slice(0, MAX_QUESTION_LENGTH).trimEnd().toWellFormed()}…` : text}”`
}
