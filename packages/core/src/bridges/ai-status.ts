import type { MessageRecord, SessionRecord } from '../contracts/records.ts'
import type { Storage } from '../contracts/storage.ts'
import { type AiRules, aiDueAt, isAiOn } from '../conversation/ai-state.ts'
import type { Draft } from '../conversation/change-session.ts'
import type { ConversationContext } from '../conversation/context.ts'
import type { Availability } from '../protocol/session.ts'

/** How the AI stands in a conversation, in words for its operators. */
export async function describeAi(
  context: ConversationContext,
  { session, ai: rules, now }: Draft,
  prefix: string,
): Promise<string> {
  if (!rules) return 'This project has no AI.'
  if (!isAiOn(rules, session)) return describeOff(session, prefix)
  if (session.status === 'closed') return 'The AI is on, and says nothing while the conversation is closed.'
  if (session.isBlocked) return 'The AI is on, and says nothing to a visitor who is blocked.'
  const availability = context.availability(session.projectId)
  const dueAt = aiDueAt(rules, session, availability)
  if (rules.mode === 'draft') return describeDrafting(rules, dueAt, now, prefix)
  const { silentSince, isEngaged = false } = session.ai ?? {}
  if (silentSince !== undefined) {
    const why = whySilent(await messageOf(context.storage, session.id, silentSince), silentSince)
    return `The AI is silent since ${why}. ${describeReturn(rules, silentSince, dueAt, now, prefix)}`
  }
  if (dueAt !== undefined) return `The AI is on: it answers ${describeDue(dueAt, now)}.`
  if (isEngaged) return 'The AI answers this conversation. Whoever of you writes takes over.'
  return `The AI is on: it answers ${describeDelay(rules, availability)}.`
}

function describeOff({ aiEnabled }: SessionRecord, prefix: string): string {
  const where = aiEnabled === false ? 'for this conversation' : 'in this project'
  return `The AI is off ${where}. ${prefix}ai on switches it on here.`
}

function describeDrafting(rules: AiRules, dueAt: number | undefined, now: number, prefix: string): string {
  const next =
    dueAt === undefined
      ? `It suggests what to answer ${inMinutes(rules.delayMs)} after a question`
      : `It suggests what to answer ${describeDue(dueAt, now)}`
  return `The AI only drafts here. ${next}; 👍 or ${prefix}send sends a draft.`
}

function whySilent(said: MessageRecord | undefined, silentSince: number): string {
  const at = formatMoment(silentSince)
  if (said?.type === 'operator') return `${said.author?.name ?? 'somebody of the team'} answered at ${at}`
  if (said?.type === 'ai') return `it handed the conversation over at ${at}`
  return `somebody took the conversation on at ${at}`
}

function describeReturn(
  { resumeAfterMs }: AiRules,
  silentSince: number,
  dueAt: number | undefined,
  now: number,
  prefix: string,
): string {
  if (dueAt !== undefined) return `It answers again ${describeDue(dueAt, now)}.`
  if (resumeAfterMs === undefined) return `${prefix}ai on brings it back.`
  return `It may answer again from ${formatMoment(silentSince + resumeAfterMs)} on; ${prefix}ai on brings it back.`
}

function describeDue(dueAt: number, now: number): string {
  return dueAt <= now ? 'now' : `in ${inMinutes(dueAt - now)} if nobody does`
}

function describeDelay(
  { delayMs, offHoursDelayMs }: AiRules,
  availability: Availability | undefined,
): string {
  const delay = availability?.open === false ? offHoursDelayMs : delayMs
  return delay > 0 ? `what nobody has answered for ${inMinutes(delay)}` : 'at once'
}

function inMinutes(ms: number): string {
  return ms < 60_000 ? `${Math.ceil(ms / 1000)} s` : `${Math.ceil(ms / 60_000)} min`
}

const MOMENT = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

// Everybody reads the same text, wherever they are.
function formatMoment(at: number): string {
  return `${MOMENT.format(at)} UTC`
}

const LATEST = 50

/** What was said to the visitor at a moment, where it is among the latest: that is what made the AI silent. */
async function messageOf(
  storage: Storage,
  sessionId: string,
  at: number,
): Promise<MessageRecord | undefined> {
  const latest = await storage.listMessages({ sessionId, limit: LATEST })
  return latest.find(
    ({ createdAt, audience, type }) =>
      createdAt === at && audience === 'everyone' && (type === 'operator' || type === 'ai'),
  )
}
