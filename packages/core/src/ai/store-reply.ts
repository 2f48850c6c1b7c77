import type { AiState, SessionRecord } from '../contracts/records.ts'
import { dayOf, isAiWanted, remember } from '../conversation/ai-state.ts'
import type { AiWindow } from '../conversation/ai-window.ts'
import { changeSession, type Draft } from '../conversation/change-session.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { handOff, wordsForTeam } from '../conversation/hand-off.ts'
import { newId } from '../protocol/ids.ts'
import { questionLanguage } from './question-language.ts'
import type { Reply } from './reply.ts'
import { isOfQuestion, type StopReason, type Turn } from './turn.ts'
import type { Used } from './usage.ts'

/**
 * Stores what became of a question, unless it is no longer wanted: then nothing but what it cost. Whoever was faster, in
 * whichever process, is seen by the commit itself. Answers with what was in the way.
 */
export async function storeReply(
  context: ConversationContext,
  window: AiWindow,
  turn: Turn,
  reply: Reply,
): Promise<StopReason | undefined> {
  return changeSession(context, turn.sessionId, async draft => {
    const used = addUp(draft.session.ai, dayOf(draft.now), reply.used)
    const inTheWay = await whyNot(context, draft, window, turn)
    if (inTheWay) {
      if (reply.used.turns > 0) remember(draft, { ...draft.session.ai, used })
      return inTheWay
    }
    remember(draft, { ...draft.session.ai, used })
    if (draft.ai?.mode === 'draft') await suggest(context, draft, turn, reply)
    else if (reply.judgement.type === 'handoff')
      await handOff(context, draft, reply.judgement.reason, {
        messageId: turn.messageId,
        summary: reply.judgement.summary,
        language: questionLanguage(window.open.map(({ content }) => content).join('\n')),
      })
    else answer(draft, turn, reply, reply.judgement.unsure)
    return undefined
  })
}

function answer(draft: Draft, turn: Turn, { text, sources }: Reply, unsure: number): void {
  const { ai: rules } = draft
  draft.write({
    id: turn.messageId,
    type: 'ai',
    audience: 'everyone',
    content: text,
    ...(rules ? { author: rules.author } : {}),
    ...(sources.length > 0 ? { sources } : {}),
  })
  const { used, after } = draft.session.ai ?? {}
  draft.patch({ needsReview: true })
  remember(draft, { used, after, isEngaged: true, ...(unsure > 0 ? { unsure } : {}) })
}

/** Draft mode: operators see what the AI would say, or why it would not. */
async function suggest(
  context: ConversationContext,
  draft: Draft,
  turn: Turn,
  { judgement, text, sources }: Reply,
): Promise<void> {
  const { ai } = draft.session
  const day = dayOf(draft.now)
  if (judgement.type === 'handoff') {
    const content = await wordsForTeam(context, draft.session, judgement.reason, judgement.summary)
    const isLimit = judgement.reason === 'limit'
    remember(draft, { ...ai, open: undefined, ...(isLimit ? { limitToldOn: day } : {}) })
    // Once a day is enough to know it.
    if (isLimit && ai?.limitToldOn === day) return
    draft.write({ id: newId('msg'), type: 'system', audience: 'team', content })
    return
  }
  remember(draft, { ...ai, open: undefined })
  draft.write({
    id: turn.messageId,
    type: 'ai',
    audience: 'team',
    isDraft: true,
    content: text,
    ...(draft.ai ? { author: draft.ai.author } : {}),
    ...(sources.length > 0 ? { sources } : {}),
  })
}

async function whyNot(
  context: ConversationContext,
  draft: Draft,
  window: AiWindow,
  turn: Turn,
): Promise<StopReason | undefined> {
  const { session, ai: rules } = draft
  if (turn.stopped && turn.stopped !== 'timeout') return turn.stopped
  if (!isAiWanted(rules, session, draft.now)) return 'silenced'
  if (session.seq === window.seq) return undefined
  return (await isAskedAnew(context, session, window.seq)) ? 'changed' : undefined
}

const PAGE = 100

// Of the events of a busy page there may be hundreds during one reply; of more it is not known, and it is asked anew.
const MAX_PAGES = 20

async function isAskedAnew(
  { storage }: ConversationContext,
  session: SessionRecord,
  seq: number,
): Promise<boolean> {
  let afterSeq = seq
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await storage.listMessages({ sessionId: session.id, afterSeq, limit: PAGE })
    if (page.some(message => isOfQuestion(message, session))) return true
    if (page.length < PAGE) return false
    afterSeq = page.at(-1)?.seq ?? afterSeq
  }
  return true
}

function addUp(ai: AiState | undefined, day: string, { turns, tokens }: Used): NonNullable<AiState['used']> {
  const before = ai?.used?.day === day ? ai.used : { turns: 0, tokens: 0 }
  return { day, turns: before.turns + turns, tokens: before.tokens + tokens }
}
