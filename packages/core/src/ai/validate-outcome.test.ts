import { describe, expect, it } from 'vitest'
import type { AiOutcome } from '../contracts/ai-provider.ts'
import { type Judged, type Judgement, judge } from './validate-outcome.ts'

const sure: AiOutcome = { type: 'answer', citations: ['p1'], isSure: true }
const unsure: AiOutcome = { type: 'answer', citations: ['p1'], isSure: false }
const clarify: AiOutcome = { type: 'clarify' }
const smalltalk: AiOutcome = { type: 'smalltalk' }
const refuse: AiOutcome = { type: 'refuse' }

function judged(outcome: AiOutcome | undefined, rest: Partial<Judged> = {}): Judgement {
  return judge({
    outcome,
    text: 'With npm.',
    passageIds: new Set(['p1', 'p2']),
    requireCitations: true,
    unsureBefore: 0,
    unsureLimit: 2,
    ...rest,
  })
}

describe('citations', () => {
  it('are those that were given, each once, in the order of the answer', () => {
    const outcome: AiOutcome = { type: 'answer', citations: ['p2', 'p9', 'p1', 'p2', ''], isSure: true }
    expect(judged(outcome)).toEqual({ type: 'answer', citations: ['p2', 'p1'], unsure: 0 })
  })

  it('made up do not make an answer where one is asked for', () => {
    const outcome: AiOutcome = { type: 'answer', citations: ['p9'], isSure: true }
    expect(judged(outcome)).toEqual({ type: 'handoff', reason: 'uncited' })
    expect(judged(outcome, { passageIds: new Set() })).toEqual({ type: 'handoff', reason: 'not-found' })
    expect(judged(outcome, { requireCitations: false })).toEqual({ type: 'answer', citations: [], unsure: 0 })
  })

  it('are not asked of what states nothing', () => {
    expect(judged(clarify)).toEqual({ type: 'clarify', citations: [], unsure: 1 })
    expect(judged(smalltalk)).toEqual({ type: 'smalltalk', citations: [], unsure: 0 })
    expect(judged(refuse)).toEqual({ type: 'refuse', citations: [], unsure: 0 })
  })
})

describe('a reply that is none', () => {
  it('is handed off', () => {
    expect(judged(undefined)).toEqual({ type: 'handoff', reason: 'failed' })
    for (const outcome of [sure, unsure, clarify, smalltalk, refuse])
      for (const text of ['', ' \n', '\u200b\u2060', '\u3164'])
        expect(judged(outcome, { text })).toEqual({ type: 'handoff', reason: 'failed' })
  })
})

describe('a reply that is handed over by its outcome', () => {
  it('says why, also where its text was not waited for', () => {
    expect(judged(unsure, { text: '', unsureBefore: 1 })).toEqual({ type: 'handoff', reason: 'unsure' })
    const uncited: AiOutcome = { type: 'answer', citations: [], isSure: true }
    expect(judged(uncited, { text: '' })).toEqual({ type: 'handoff', reason: 'uncited' })
  })
})

describe('being unsure', () => {
  it('is counted in a row, and handed off at the limit', () => {
    expect(judged(unsure)).toEqual({ type: 'answer', citations: ['p1'], unsure: 1 })
    for (const outcome of [unsure, clarify])
      expect(judged(outcome, { unsureBefore: 1 })).toEqual({ type: 'handoff', reason: 'unsure' })
    expect(judged(unsure, { unsureLimit: 1 })).toEqual({ type: 'handoff', reason: 'unsure' })
    expect(judged(clarify, { unsureBefore: 1, unsureLimit: 3 })).toMatchObject({ unsure: 2 })
  })

  it('ends with a sure answer; what is refused, and a greeting, leave it', () => {
    expect(judged(sure, { unsureBefore: 1 })).toMatchObject({ type: 'answer', unsure: 0 })
    expect(judged(refuse, { unsureBefore: 1 })).toMatchObject({ type: 'refuse', unsure: 1 })
    expect(judged(smalltalk, { unsureBefore: 1 })).toMatchObject({ type: 'smalltalk', unsure: 1 })
    expect(judged(smalltalk, { unsureLimit: 1 })).toMatchObject({ type: 'smalltalk', unsure: 0 })
  })

  it('is never handed off where the limit is 0', () => {
    expect(judged(unsure, { unsureBefore: 90, unsureLimit: 0 })).toMatchObject({ type: 'answer', unsure: 91 })
  })
})

describe('a hand-off', () => {
  it('keeps its reason, and needs no text', () => {
    for (const reason of ['asked', 'not-found', 'cannot-help'] as const)
      expect(judged({ type: 'handoff', reason }, { text: '' })).toEqual({ type: 'handoff', reason })
  })

  it('has a summary of one clean line', () => {
    const summary = ' Wants\u0000 a\r\nrefund\u202e of\u200b order 7 '
    expect(judged({ type: 'handoff', reason: 'asked', summary })).toEqual({
      type: 'handoff',
      reason: 'asked',
      summary: 'Wants a refund of order 7',
    })
    for (const empty of ['', ' \n', '\u200b'])
      expect(judged({ type: 'handoff', reason: 'asked', summary: empty })).not.toHaveProperty('summary')
  })

  it('has a summary of at most 500 characters, none torn apart', () => {
    for (const summary of [
      'a'.repeat(501),
      '😀'.repeat(400),
      `a${'😀'.repeat(400)}`,
      `${'\ud83d'.repeat(600)}`,
    ]) {
      const verdict = judged({ type: 'handoff', reason: 'asked', summary })
      const cut = verdict.type === 'handoff' ? (verdict.summary ?? '') : ''
      expect(cut).toMatch(/…$/)
      expect(cut.length).toBeLessThanOrEqual(500)
      expect(cut.length).toBeGreaterThan(490)
      expect(cut.isWellFormed()).toBe(true)
    }
    const exact = 'b'.repeat(500)
    expect(judged({ type: 'handoff', reason: 'asked', summary: exact })).toMatchObject({ summary: exact })
  })
})
