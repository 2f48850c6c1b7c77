import type { AiPassage, AiRequest, AiTurn } from '../contracts/ai-provider.ts'
import type { SessionRecord } from '../contracts/records.ts'
import { dayOf } from '../conversation/ai-state.ts'
import type { AiWindow } from '../conversation/ai-window.ts'
import type { HandOffReason } from '../conversation/hand-off-texts.ts'
import { wantsPerson } from '../conversation/wants-person.ts'
import type { AiContext } from './ai-context.ts'
import type { ResolvedAi } from './ai-options.ts'
import { instructionsFor, SITE } from './instructions.ts'
import { hasKeyword } from './keywords.ts'
import type { FoundPassage } from './knowledge/knowledge.ts'

// Characters of the conversation that a model is told, beside what waits to be answered.
export const CONTEXT_LENGTH = 12_000

const PASSAGES = 6

// A short question is often about what was said just before: "And how much is that?"
const SHORT_QUESTION = 60

/** A question with all that a model is told of it. */
export interface Question {
  request: Omit<AiRequest, 'signal'>
  /** What the ids of its passages stand for. */
  found: ReadonlyMap<string, FoundPassage>
  /** What it may cite: these ids, and where the host has instructions of its own, `site`. */
  citable: ReadonlySet<string>
  mustCite: boolean
}

/** Why a person is to answer before any model is asked. */
export async function reasonForPerson(
  { conversation, usage }: AiContext,
  ai: ResolvedAi,
  session: SessionRecord,
  { open }: AiWindow,
): Promise<HandOffReason | undefined> {
  const texts = open.map(({ content }) => content)
  if (texts.some(wantsPerson)) return 'asked'
  if (texts.some(text => hasKeyword(text, ai.keywords))) return 'keyword'
  const { limits } = ai
  if (texts.reduce((sum, text) => sum + text.length, 0) > limits.questionLength) return 'too-long'
  const { used, overLimitOn } = session.ai ?? {}
  const day = dayOf(conversation.clock.now())
  if (overLimitOn === day) return 'limit'
  const isOfToday = used?.day === day
  if (isOfToday && (used.turns >= limits.turnsPerSession || used.tokens >= limits.tokensPerSession))
    return 'limit'
  const { today, month } = await usage.of(session.projectId)
  const isUsedUp =
    today.turns >= limits.turnsPerDay ||
    today.tokens >= limits.tokensPerDay ||
    month.tokens >= limits.tokensPerMonth
  return isUsedUp ? 'limit' : undefined
}

/** Gathers what the model is to be told. */
export async function ask(
  { knowledge, projectName }: AiContext,
  ai: ResolvedAi,
  { projectId }: SessionRecord,
  window: AiWindow,
  signal: AbortSignal,
): Promise<Question> {
  const hasKnowledge = await knowledge.has(projectId)
  const passages = hasKnowledge
    ? await knowledge.search(projectId, queryOf(window), { limit: PASSAGES, signal })
    : []
  const found = new Map(passages.map((passage, index) => [`p${index + 1}`, passage]))
  return {
    request: {
      conversation: window.messages.map(toTurn),
      instructions: instructionsFor(ai, projectName(projectId), hasKnowledge),
      passages: [...found].map(([id, passage]) => toPassage(id, passage)),
      maxOutputTokens: ai.limits.answerTokens,
    },
    found,
    citable: new Set([...found.keys(), ...(ai.systemPrompt.trim() === '' ? [] : [SITE])]),
    mustCite: ai.requireCitations ?? hasKnowledge,
  }
}

function queryOf({ messages, open }: AiWindow): string {
  const asked = open.map(({ content }) => content).join('\n')
  if (asked.length >= SHORT_QUESTION) return asked
  const before = messages.findLast(message => message.type === 'visitor' && !open.includes(message))
  return before ? `${asked}\n${before.content}` : asked
}

function toTurn({ type, content }: AiWindow['messages'][number]): AiTurn {
  return { from: type === 'operator' || type === 'ai' ? type : 'visitor', text: content }
}

function toPassage(id: string, { title, headings, text, url }: FoundPassage): AiPassage {
  return { id, title, headings, text, ...(url ? { url } : {}) }
}
