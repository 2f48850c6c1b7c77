import type { AiState, MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { Author } from '../protocol/message.ts'
import type { Availability } from '../protocol/session.ts'
import type { Draft } from './change-session.ts'
import type { ConversationContext } from './context.ts'
import { aiJob } from './lanes.ts'

/** When and how the AI of a project answers. Times are milliseconds. */
export interface AiRules {
  /** False: only in conversations for which it was switched on. */
  isOn: boolean
  /** `draft`: it only suggests, to operators. */
  mode: 'answer' | 'draft'
  delayMs: number
  /** In the place of `delayMs` where nobody of the team is there. */
  offHoursDelayMs: number
  /** In the place of both once it has answered, and nobody else. */
  followUpDelayMs: number
  /** So long after a person answered it may answer again; absent: not by itself. */
  resumeAfterMs?: number | undefined
  /** The name it answers under. */
  author: Author
  /** What the visitor is told in the place of our own words when a person is to take over. */
  handOffMessage?: string | undefined
  /** Visitors' messages from one network address that it takes notice of, a day. */
  messagesPerAddress: number
}

// Whoever writes three short messages gets one answer: it waits until they have paused for so long …
const PAUSE_MS = 3000

// … but not for ever.
const LONGEST_PAUSE_MS = 30_000

/** True where the AI may speak in this conversation, now or later. */
export function isAiOn(rules: AiRules | undefined, { aiEnabled }: SessionRecord): rules is AiRules {
  return rules !== undefined && (aiEnabled ?? rules.isOn)
}

/** True while the visitor talks with the AI, and may ask for a person instead. */
export function isAiAnswering(rules: AiRules | undefined, session: SessionRecord): boolean {
  const { isEngaged = false, silentSince } = session.ai ?? {}
  return isAiOn(rules, session) && rules.mode === 'answer' && isEngaged && silentSince === undefined
}

/** False where nobody is to be answered at all. */
export function mayAnswer({ status, isBlocked = false }: SessionRecord): boolean {
  return status === 'active' && !isBlocked
}

/** True while an answer of the AI's is wanted: something waits, and it is not a person's turn. */
export function isAiWanted(rules: AiRules | undefined, session: SessionRecord, now: number): boolean {
  const { open, silentSince } = session.ai ?? {}
  if (!open || !isAiOn(rules, session) || !mayAnswer(session)) return false
  if (silentSince === undefined || rules.mode === 'draft') return true
  return rules.resumeAfterMs !== undefined && silentSince + rules.resumeAfterMs <= now
}

/** When the AI is to answer what nobody has answered; `undefined`: not at all, as things stand. */
export function aiDueAt(
  rules: AiRules | undefined,
  session: SessionRecord,
  availability: Availability | undefined,
): number | undefined {
  const { open, silentSince, isEngaged = false } = session.ai ?? {}
  if (!open || !isAiOn(rules, session) || !mayAnswer(session)) return undefined
  // What it suggests talks over nobody.
  const isSilent = silentSince !== undefined && rules.mode === 'answer'
  const delayMs =
    isEngaged && !isSilent
      ? rules.followUpDelayMs
      : availability?.open === false
        ? rules.offHoursDelayMs
        : rules.delayMs
  const earliest = open.since + delayMs
  const paused = Math.min(open.last + PAUSE_MS, earliest + LONGEST_PAUSE_MS)
  const due = Math.max(earliest, paused)
  if (!isSilent) return due
  return rules.resumeAfterMs === undefined ? undefined : Math.max(due, silentSince + rules.resumeAfterMs)
}

/** The visitor said something that is to be answered: by a person, or when its time has come, by the AI. */
export function visitorAsked(
  context: ConversationContext,
  draft: Draft,
  { order }: MessageRecord,
  isOverLimit: boolean,
): void {
  if (!draft.ai) return
  const { now } = draft
  const ai = draft.session.ai ?? {}
  // Where the clock was set back, nobody waits until it has caught up.
  const since = Math.min(ai.open?.since ?? now, now)
  const open = { order: ai.open?.order ?? order, since, last: now }
  remember(draft, { ...ai, open, ...(isOverLimit ? { overLimitOn: dayOf(now) } : {}) })
  setAiTimer(context, draft)
}

/** The visitor changed what waits for an answer, or took it back: that is a pause broken, and counts as asking. */
export function visitorChanged(draft: Draft, { order }: MessageRecord, isOverLimit: boolean): void {
  const { now, session } = draft
  const { ai } = session
  if (!draft.ai || !ai?.open || order < ai.open.order) return
  const overLimit = isOverLimit ? { overLimitOn: dayOf(now) } : {}
  remember(draft, { ...ai, open: { ...ai.open, last: now }, ...overLimit })
}

/** The visitor took back what they wrote. What waits is what they wrote after it, if they did. */
export async function visitorRemoved(
  { storage }: ConversationContext,
  draft: Draft,
  message: MessageRecord,
  isOverLimit: boolean,
): Promise<void> {
  visitorChanged(draft, message, isOverLimit)
  const { ai, id: sessionId } = draft.session
  if (!draft.ai || ai?.open?.order !== message.order) return
  const later = await storage.listMessages({ sessionId, afterOrder: message.order, limit: LOOKED_AT })
  const next = later.find(
    ({ type, audience, deletedAt }) =>
      type === 'visitor' && audience === 'everyone' && deletedAt === undefined,
  )
  // Of more events than these the AI finds out itself what waits.
  if (!next && later.length === LOOKED_AT) return
  remember(draft, { ...ai, open: next && { ...ai.open, order: next.order, since: next.createdAt } })
}

const LOOKED_AT = 200

/** A person has answered: nothing waits for the AI any more, and it is silent from here on. */
export function personAnswered(draft: Draft): void {
  if (!mayConcernAi(draft)) return
  const { used, after } = draft.session.ai ?? {}
  remember(draft, { used, after, silentSince: draft.now })
}

/** A person takes the conversation on, and has not answered yet. */
export function silenceAi(context: ConversationContext, draft: Draft): void {
  if (!mayConcernAi(draft)) return
  remember(draft, { ...draft.session.ai, silentSince: draft.now, isEngaged: undefined })
  setAiTimer(context, draft)
}

/** Who took the conversation on gives it back: what they have not answered waits for the AI again. */
export function wakeAi(context: ConversationContext, draft: Draft): void {
  const { ai } = draft.session
  if (!ai?.open || ai.silentSince === undefined) return
  remember(draft, { ...ai, silentSince: undefined })
  setAiTimer(context, draft)
}

/** True also where the AI was taken out of the options, and may come back. */
function mayConcernAi({ ai, session }: Draft): boolean {
  return ai !== undefined || session.ai !== undefined
}

/** The AI is switched on or off for this conversation. On, it takes up what waits, and may answer again where it handed over. */
export function switchAi(context: ConversationContext, draft: Draft, enabled: boolean): void {
  const { aiEnabled, ai } = draft.session
  if (aiEnabled !== enabled) draft.patch({ aiEnabled: enabled })
  if (enabled && ai?.silentSince !== undefined) draft.patch({ ai: { ...ai, silentSince: undefined } })
  setAiTimer(context, draft)
}

/** The conversation is over: the next one begins anew. What it had of the AI today still counts. */
export function endForAi(draft: Draft): void {
  const { ai, seq } = draft.session
  if (ai) remember(draft, { used: ai.used, after: seq })
}

/** Sees to it that what waits is answered in time, where the AI may. */
export function setAiTimer(context: ConversationContext, draft: Draft): void {
  const { session } = draft
  const dueAt = aiDueAt(draft.ai, session, context.availability(session.projectId))
  if (dueAt !== undefined) draft.job(aiJob(session.id, dueAt))
}

/** Keeps how the AI stands, without what says nothing. */
export function remember(draft: Draft, ai: AiState): void {
  draft.remember({ ai: Object.fromEntries(Object.entries(ai).filter(([, value]) => value !== undefined)) })
}

/** A day of UTC, e.g. `2026-11-21`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10)
}
