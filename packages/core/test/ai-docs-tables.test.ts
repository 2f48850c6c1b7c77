import { describe, expect, it } from 'vitest'
import { readPage } from '../../../test/support/markdown.ts'
import { type AiLimits, aiOptionsSchema, resolveAi } from '../src/ai/ai-options.ts'
import { languageCode } from '../src/ai/knowledge/languages.ts'
import { MAX_DOCUMENT_PASSAGES, MAX_PASSAGE_CHARS } from '../src/ai/knowledge/read/split.ts'
import { MAX_PAGE_BYTES, MAX_PDF_BYTES } from '../src/ai/knowledge/read/visit-page.ts'
import { MAX_TEXT_LENGTH } from '../src/ai/knowledge/source-schema.ts'
import { CONTEXT_LENGTH } from '../src/ai/question.ts'
import {
  HAND_OFF_LANGUAGES,
  type HandOffReason,
  handOffSentence,
} from '../src/conversation/hand-off-texts.ts'
import { WESTERN_ASKS } from '../src/conversation/wants-person-words.ts'
import { EASTERN_ASKS } from '../src/conversation/wants-person-words-eastern.ts'
import { SOUTHERN_ASKS } from '../src/conversation/wants-person-words-southern.ts'
import { scriptedProvider } from '../src/testing/scripted-provider.ts'
import { HOUR, MINUTE } from './ai/ai-scene.ts'

const PAGE = readPage('docs/ai.md')

/** Rows of the first table that begins with such a column, as their cells. */
function rowsOf(firstColumn: string): string[][] {
  const lines = PAGE.split('\n')
  const start = lines.findIndex(line => new RegExp(`^\\| ${firstColumn} +\\|`).test(line))
  const rest = lines.slice(start + 2)
  const rows = rest.slice(
    0,
    rest.findIndex(line => !line.startsWith('|')),
  )
  return rows.map(row =>
    row
      .split('|')
      .slice(1, -1)
      .map(cell => cell.trim()),
  )
}

function plain(cell = ''): string {
  return cell.replaceAll('`', '')
}

function numberOf(cell = ''): number {
  return Number(cell.replaceAll(',', ''))
}

describe('the tables of docs/ai.md', () => {
  const provider = scriptedProvider([])
  const shape = (aiOptionsSchema as unknown as { shape: Record<string, unknown> }).shape
  const resolved = resolveAi({ provider })

  it('have every option, with its default', () => {
    const { rules, systemPrompt, knowledgeBase, refreshMs, timeoutMs } = resolved
    const { author, handOffMessage, resumeAfterMs } = rules
    const isNone = (value: { length: number } | undefined): string => (value?.length ? 'some' : 'none')
    const defaults: Record<string, string> = {
      provider: '',
      enabled: String(rules.isOn),
      mode: rules.mode,
      name: author.name,
      avatarUrl: isNone(author.avatarUrl),
      delayMinutes: String(rules.delayMs / MINUTE),
      offHoursDelayMinutes: String(rules.offHoursDelayMs / MINUTE),
      followUpDelayMinutes: String(rules.followUpDelayMs / MINUTE),
      resumeAfterMinutes: resumeAfterMs === undefined ? 'none' : 'some',
      systemPrompt: isNone(systemPrompt),
      knowledgeBase: isNone(knowledgeBase),
      refreshHours: String(refreshMs / HOUR),
      requireCitations: resolved.requireCitations === undefined ? 'where there is knowledge' : 'some',
      allowedHosts: isNone(resolved.allowedHosts),
      'handoff.keywords': isNone(resolved.keywords),
      'handoff.afterUnsure': String(resolved.afterUnsure),
      'handoff.message': handOffMessage === undefined ? 'by language' : 'some',
      limits: 'see [Limits](#limits)',
      timeoutSeconds: String(timeoutMs / 1000),
    }
    const rows = rowsOf('option').map(([name, , value]) => [plain(name), plain(value)])
    expect(Object.fromEntries(rows)).toEqual(defaults)
    expect(new Set(rows.map(([name = '']) => name.split('.')[0]))).toEqual(new Set(Object.keys(shape)))
  })

  it('have every limit, with its default', () => {
    const rows = rowsOf('limit').map(([name, value]) => [plain(name), numberOf(value)])
    expect(Object.fromEntries(rows) as AiLimits).toEqual(resolved.limits)
  })

  it('have every reason for a person, with what the visitor reads', () => {
    const rows = rowsOf('reason')
    const reasons: Record<HandOffReason, true> = {
      asked: true,
      keyword: true,
      'not-found': true,
      uncited: true,
      unsure: true,
      'cannot-help': true,
      failed: true,
      limit: true,
      'too-long': true,
    }
    expect(new Set(rows.map(([reason]) => plain(reason)))).toEqual(new Set(Object.keys(reasons)))
    for (const [reason, , sentence] of rows)
      expect(handOffSentence({ reason: plain(reason) as HandOffReason, now: 0 })).toMatch(
        new RegExp(`^${sentence}`),
      )
  })

  it('name the numbers that the code has', () => {
    expect(PAGE).toContain(`${MAX_PASSAGE_CHARS.toLocaleString('en')} characters of a passage`)
    expect(PAGE).toContain(`${MAX_DOCUMENT_PASSAGES} passages of a document`)
    expect(PAGE).toContain(`${CONTEXT_LENGTH.toLocaleString('en')} characters at most`)
    expect(PAGE).toContain(`at most ${MAX_TEXT_LENGTH.toLocaleString('en')} characters`)
    expect(PAGE).toContain(
      `${MAX_PAGE_BYTES / 1e6} MB of a page or text file, ${MAX_PDF_BYTES / 1e6} MB of a PDF`,
    )
  })

  it('count the languages that the code knows, and name those whose word endings it knows', () => {
    expect(PAGE).toContain('The sentences of a hand-off are there in sixteen languages')
    expect(HAND_OFF_LANGUAGES).toHaveLength(16)
    expect(PAGE).toContain('A wish for a person is known in sixteen languages')
    expect([...WESTERN_ASKS, ...SOUTHERN_ASKS, ...EASTERN_ASKS]).toHaveLength(16)
    const letters = [...'abcdefghijklmnopqrstuvwxyz']
    const codes = letters.flatMap(one => letters.map(other => one + other))
    const known = new Set(codes.map(languageCode).filter(code => code !== ''))
    const names = new Intl.DisplayNames('en', { type: 'language' })
    const named = /Word endings are known to the search for ([\s\S]*?);/.exec(PAGE)?.[1] ?? ''
    expect(new Set(named.split(/,\s+|\s+and\s+/))).toEqual(new Set(Array.from(known, code => names.of(code))))
  })
})
