import type { SessionRecord } from '../contracts/records.ts'
import type { AiWindow } from '../conversation/ai-window.ts'
import type { HandOffReason } from '../conversation/hand-off-texts.ts'
import { MAX_CONTENT_LENGTH } from '../protocol/limits.ts'
import type { AiSource } from '../protocol/message.ts'
import type { AiContext } from './ai-context.ts'
import type { ResolvedAi } from './ai-options.ts'
import { type AnswerCleaner, createAnswerCleaner } from './clean-answer.ts'
import { errorReason } from './error-reason.ts'
import { type Heard, listen } from './listen.ts'
import { ask, type Question, reasonForPerson } from './question.ts'
import type { ReadAlong } from './read-along.ts'
import type { Turn } from './turn.ts'
import { unlessAborted } from './unless-aborted.ts'
import { tokensOfUsage, type Used } from './usage.ts'
import { type Judgement, judge } from './validate-outcome.ts'

/** What is to become of a question. */
export interface Reply {
  judgement: Judgement
  /** Fit to be shown; empty on a hand-off. */
  text: string
  sources: AiSource[]
  used: Used
}

const NOTHING_USED: Used = { turns: 0, tokens: 0 }

// Nearly all models cut texts into pieces of three to four characters; of other scripts, one to two.
const CHARACTERS_PER_TOKEN = 3

// Stands for words that are still to come.
const ANY_TEXT = '…'

/** Asks the model, where a model is to be asked. Never rejects for what a provider does. */
export async function findReply(
  context: AiContext,
  ai: ResolvedAi,
  session: SessionRecord,
  window: AiWindow,
  turn: Turn,
  along: ReadAlong | undefined,
): Promise<Reply> {
  const reason = await reasonForPerson(context, ai, session, window)
  if (reason) return toPerson(reason, NOTHING_USED)
  const { clock } = context.conversation
  const cancel = clock.after(ai.timeoutMs, () => turn.stop('timeout'))
  try {
    const question = await askInTime(context, ai, session, window, turn)
    if (!question) {
      if (turn.stopped === 'timeout') logFailure(context, ai, session, turn, undefined)
      return toPerson('failed', NOTHING_USED)
    }
    const unsureBefore = session.ai?.unsure ?? 0
    const judged = (heard: Heard, text: string): Judgement =>
      judge({
        outcome: heard.outcome,
        text,
        passageIds: question.citable,
        requireCitations: question.mustCite,
        unsureBefore,
        unsureLimit: ai.afterUnsure,
      })
    const screen = createScreen(ai, question, along, heard => judged(heard, ANY_TEXT))
    const heard = await listen(ai.provider, { ...question.request, signal: turn.signal }, screen.onHeard)
    const used = { turns: 1, tokens: tokensOf(question, heard) }
    if (heard.error !== undefined || turn.stopped === 'timeout') {
      logFailure(context, ai, session, turn, heard.error)
      return toPerson('failed', used)
    }
    return { ...conclude(ai, question, heard, judged), used }
  } finally {
    cancel()
  }
}

/**
 * Searching takes part of the time that there is for the reply. `undefined` where the turn was stopped meanwhile; what becomes of
 * the search matters to nobody then.
 */
async function askInTime(
  context: AiContext,
  ai: ResolvedAi,
  session: SessionRecord,
  window: AiWindow,
  turn: Turn,
): Promise<Question | undefined> {
  try {
    const asked = await unlessAborted(ask(context, ai, session, window, turn.signal), turn.signal)
    return turn.stopped ? undefined : asked?.value
  } catch (error) {
    if (turn.stopped) return undefined
    throw error
  }
}

function toPerson(reason: HandOffReason, used: Used): Reply {
  return { judgement: { type: 'handoff', reason }, text: '', sources: [], used }
}

/** Shows the text while it comes, as soon as it is known that it may be shown. */
function createScreen(
  ai: ResolvedAi,
  question: Question,
  along: ReadAlong | undefined,
  judgeEarly: (heard: Heard) => Judgement,
): { onHeard(heard: Heard): 'enough' | undefined } {
  let cleaner: AnswerCleaner | undefined
  let judgement: Judgement | undefined
  let pushed = 0
  let shown = ''
  return {
    onHeard(heard) {
      // What says only at its end whether it rests on anything is shown when that is known.
      if (!heard.outcome && question.mustCite) return undefined
      if (heard.outcome) judgement ??= judgeEarly(heard)
      if (judgement?.type === 'handoff') return 'enough'
      if (!along) return undefined
      cleaner ??= createAnswerCleaner(cleaning(ai, question, judgement?.citations ?? []))
      shown += cleaner.push(heard.text.slice(pushed))
      pushed = heard.text.length
      along.show(shown.trim())
      return undefined
    },
  }
}

function conclude(
  ai: ResolvedAi,
  question: Question,
  heard: Heard,
  judged: (heard: Heard, text: string) => Judgement,
): Omit<Reply, 'used'> {
  // Which links may stand in it depends on what it cites, and why a person is needed on neither: nobody waited for its text.
  const first = judged(heard, heard.outcome ? ANY_TEXT : heard.text)
  if (first.type === 'handoff') return { judgement: first, text: '', sources: [] }
  const { citations } = first
  const cleaner = createAnswerCleaner(cleaning(ai, question, citations))
  const text = cleaner.push(heard.text) + cleaner.end()
  const judgement = judged(heard, text)
  if (judgement.type === 'handoff') return { judgement, text: '', sources: [] }
  return { judgement, text, sources: sourcesOf(question, judgement.citations) }
}

function cleaning(
  ai: ResolvedAi,
  { found }: Question,
  citations: readonly string[],
): Parameters<typeof createAnswerCleaner>[0] {
  const urls = citations.flatMap(id => found.get(id)?.url ?? [])
  return {
    allowedUrls: new Set(urls),
    allowedHosts: ai.allowedHosts,
    allowedText: [ai.systemPrompt, ...[...found.values()].map(({ text }) => text)].join('\n'),
    maxLength: MAX_CONTENT_LENGTH,
  }
}

/** One for each document and place, in the order they are cited. */
function sourcesOf({ found }: Question, citations: readonly string[]): AiSource[] {
  const sources = new Map<string, AiSource>()
  for (const id of citations) {
    const passage = found.get(id)
    if (!passage) continue
    const heading = passage.headings.at(-1)
    const title = heading && heading !== passage.title ? `${passage.title} › ${heading}` : passage.title
    sources.set(passage.url ?? title, passage.url ? { title, url: passage.url } : { title })
  }
  return [...sources.values()]
}

function tokensOf({ request }: Question, { usage, text }: Heard): number {
  const told = tokensOfUsage(usage)
  if (told !== undefined) return told
  const said = request.conversation.reduce((sum, turn) => sum + turn.text.length, 0)
  const given = request.passages.reduce((sum, passage) => sum + passage.text.length, 0)
  return Math.ceil((request.instructions.length + said + given + text.length) / CHARACTERS_PER_TOKEN)
}

function logFailure(
  { conversation }: AiContext,
  { provider, timeoutMs }: ResolvedAi,
  { id: session }: SessionRecord,
  turn: Turn,
  error: unknown,
): void {
  const reason = turn.stopped === 'timeout' ? `no reply within ${timeoutMs} ms` : errorReason(error)
  conversation.logger.warn('The AI could not answer: a person is to', {
    session,
    provider: provider.name,
    reason,
  })
}
