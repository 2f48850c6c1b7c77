import type { AiOutcome } from '../contracts/ai-provider.ts'
import type { HandOffReason } from '../conversation/hand-off-texts.ts'

/** What becomes of a reply. `unsure` is how many replies in a row, this one included, were not sure. */
export type Judgement =
  | { type: 'answer' | 'clarify' | 'smalltalk' | 'refuse'; citations: string[]; unsure: number }
  | { type: 'handoff'; reason: HandOffReason; summary?: string }

/** A reply as it came from the provider, and what the project asks of it. */
export interface Judged {
  /** Absent where the provider ended without one. */
  outcome: AiOutcome | undefined
  /** As the visitor would read it. */
  text: string
  /** Of the passages that were really given to the model. */
  passageIds: ReadonlySet<string>
  /** An answer that rests on none of the passages becomes a hand-off. */
  requireCitations: boolean
  /** How many replies in a row before this one were not sure. */
  unsureBefore: number
  /** Hand off at this many in a row; 0: never. */
  unsureLimit: number
}

const MAX_SUMMARY_LENGTH = 500

// What would write over or turn the lines around it, or show nothing.
const DISRUPTIVE = /[\p{Cc}\p{Cf}\s]+/gu
const INVISIBLE =
  /\s|\p{Cc}|\p{Cf}|\p{Variation_Selector}|\u034f|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/gu

/** Decides whether a reply may be shown, and what it counts for. Ids that the model made up are dropped. */
export function judge(input: Judged): Judgement {
  const { outcome, text } = input
  if (!outcome) return { type: 'handoff', reason: 'failed' }
  if (outcome.type === 'handoff') return handOff(outcome)
  // What is handed over by its outcome is not heard to its end, so only what would be shown must have words.
  const judgement = judgeWords(outcome, input)
  if (judgement.type !== 'handoff' && text.replace(INVISIBLE, '') === '')
    return { type: 'handoff', reason: 'failed' }
  return judgement
}

function judgeWords(outcome: Exclude<AiOutcome, { type: 'handoff' }>, input: Judged): Judgement {
  const { passageIds, unsureBefore } = input
  if (outcome.type === 'refuse' || outcome.type === 'smalltalk')
    return { type: outcome.type, citations: [], unsure: unsureBefore }
  if (outcome.type === 'clarify') return unlessTooUnsure({ type: 'clarify', citations: [] }, input)
  const citations = [...new Set(outcome.citations)].filter(id => passageIds.has(id))
  if (input.requireCitations && citations.length === 0)
    return { type: 'handoff', reason: passageIds.size === 0 ? 'not-found' : 'uncited' }
  if (outcome.isSure) return { type: 'answer', citations, unsure: 0 }
  return unlessTooUnsure({ type: 'answer', citations }, input)
}

function unlessTooUnsure(
  shown: { type: 'answer' | 'clarify'; citations: string[] },
  { unsureBefore, unsureLimit }: Judged,
): Judgement {
  const unsure = unsureBefore + 1
  if (unsureLimit > 0 && unsure >= unsureLimit) return { type: 'handoff', reason: 'unsure' }
  return { ...shown, unsure }
}

function handOff({ reason, summary = '' }: Extract<AiOutcome, { type: 'handoff' }>): Judgement {
  const line = summary
    .slice(0, MAX_SUMMARY_LENGTH * 4)
    .replace(DISRUPTIVE, ' ')
    .trim()
  if (line.replace(INVISIBLE, '') === '') return { type: 'handoff', reason }
  return { type: 'handoff', reason, summary: cut(line) }
}

function cut(line: string): string {
  if (line.length <= MAX_SUMMARY_LENGTH) return line.toWellFormed()
  // The last one may be half of a character.
  const kept = line.slice(0, MAX_SUMMARY_LENGTH - 1).replace(/[\ud800-\udbff]$/, '')
  return `${kept.toWellFormed().trimEnd()}…`
}
