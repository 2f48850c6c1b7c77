import type { SessionRecord } from '../contracts/records.ts'
import { newId } from '../protocol/ids.ts'
import { isAiOn, remember } from './ai-state.ts'
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
  const question = await openQuestion(context, session)
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
    content: wordsForTeam(reason, question, options.summary),
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
  const isSilent = session.ai?.silentSince !== undefined
  if (isAiOn(rules, session) && rules.mode === 'answer' && !isSilent) await handOff(context, draft, 'asked')
}

/** Tells operators, and nobody else, why there is no answer of the AI's. */
export function wordsForTeam(reason: HandOffReason, question: string, summary: string | undefined): string {
  const lines = [`🙋 A person is needed: ${describeReason(reason)}.`]
  if (question) lines.push(`Open question: “${question}”`)
  if (summary) lines.push(`In short: ${summary}`)
  return lines.join('\n')
}

/** What waits for an answer, in one line; where nothing does, what the visitor said last. */
export async function openQuestion(context: ConversationContext, session: SessionRecord): Promise<string> {
  const { open, messages } = await readAiWindow(context.storage, session, MAX_QUESTION_LENGTH)
  const last = messages.findLast(({ type }) => type === 'visitor')
  const asked = open.length > 0 ? open : last ? [last] : []
  const text = asked.map(({ content }) => content.replace(/\s+/g, ' ').trim()).join(' / ')
  return text.length > MAX_QUESTION_LENGTH
    ? `${text.slice(0, MAX_QUESTION_LENGTH).trimEnd().toWellFormed()}…`
    : text
}
