import { describe, expect, it } from 'vitest'
import { describeReason, HAND_OFF_LANGUAGES, type HandOffReason, handOffSentence } from './hand-off-texts.ts'

const REASONS: HandOffReason[] = [
  'asked',
  'not-found',
  'unsure',
  'keyword',
  'cannot-help',
  'uncited',
  'failed',
  'limit',
  'too-long',
]
const LANGUAGES = 'en de fr es it pt nl sv pl tr ru uk zh ja ko ar'.split(' ')

// A Friday evening; the team is back on Monday morning.
const now = Date.UTC(2026, 10, 20, 18)
const backAt = '2026-11-23T08:00:00.000Z'
const timeZone = 'Europe/Zurich'
const closed = { open: false, backAt }

describe('in English', () => {
  it('says what happens next', () => {
    expect(handOffSentence({ reason: 'asked', now, availability: { open: true } })).toBe(
      'I’m getting someone from the team. They will answer right here.',
    )
    expect(handOffSentence({ reason: 'asked', now, availability: closed, timeZone })).toBe(
      'I’ve let the team know that you’d like to talk to someone. The team is back on Monday, 9:00 AM and will answer right here.',
    )
    expect(handOffSentence({ reason: 'failed', now, availability: { open: false } })).toBe(
      'I can’t answer right now, so I’m passing this on to the team. You will get an answer right here as soon as somebody is back.',
    )
  })

  it('takes a project that says nothing of its hours for open, and a time that has come', () => {
    const open = handOffSentence({ reason: 'limit', now, availability: { open: true } })
    expect(handOffSentence({ reason: 'limit', now })).toBe(open)
    for (const past of ['2026-11-20T18:00:00.000Z', '2020-01-01T00:00:00.000Z'])
      expect(handOffSentence({ reason: 'limit', now, availability: { open: false, backAt: past } })).toBe(
        open,
      )
  })

  it('names the date where a weekday would not be clear', () => {
    const availability = { open: false, backAt: '2026-12-07T08:00:00.000Z' }
    expect(handOffSentence({ reason: 'asked', now, availability, timeZone })).toContain(
      'back on Monday, December 7, 9:00 AM and',
    )
  })

  it('says the time of UTC as such where the time zone is not known', () => {
    for (const zone of [undefined, '', 'Mars/Olympus', '$&', 'x'.repeat(1000)]) {
      const options = { reason: 'asked', now, availability: closed } as const
      expect(handOffSentence(zone === undefined ? options : { ...options, timeZone: zone })).toContain(
        'Monday, 8:00 AM UTC and',
      )
    }
  })

  it('promises no time that it does not know', () => {
    const unknown = handOffSentence({ reason: 'asked', now, availability: { open: false } })
    expect(handOffSentence({ reason: 'asked', now, availability: { open: false, backAt: 'soon' } })).toBe(
      unknown,
    )
    expect(unknown).not.toMatch(/\d/)
  })
})

describe('a language', () => {
  it('is the visitor’s, whatever its region, script or extensions', () => {
    const say = (language: string) => handOffSentence({ reason: 'asked', now, language })
    for (const tag of ['de', 'de-CH', 'DE-at', 'de-DE-u-ca-buddhist']) expect(say(tag)).toBe(say('de'))
    expect(say('zh-Hant-TW')).toBe(say('zh'))
    expect(say('de')).not.toBe(say('en'))
  })

  it('is English where it is none that we know', () => {
    const english = handOffSentence({ reason: 'asked', now, availability: closed, timeZone })
    for (const language of ['xx', 'eo', '', '*', '__proto__', 'constructor', '<b>', 'e'.repeat(10_000)])
      expect(handOffSentence({ reason: 'asked', now, availability: closed, timeZone, language })).toBe(
        english,
      )
  })

  it('is one of sixteen', () => {
    expect([...HAND_OFF_LANGUAGES].sort()).toEqual([...LANGUAGES].sort())
  })
})

describe.each(LANGUAGES)('in %s', language => {
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone }).format(Date.parse(backAt))
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit', timeZone })

  it.each(REASONS)('%s has a sentence for whoever is there', reason => {
    const open = handOffSentence({ reason, language, now, availability: { open: true } })
    const away = handOffSentence({ reason, language, now, availability: { open: false } })
    const back = handOffSentence({ reason, language, now, timeZone, availability: closed })
    expect(new Set([open, away, back]).size).toBe(3)
    for (const sentence of [open, away, back]) {
      expect(sentence).not.toMatch(/[{}]|undefined|NaN|Invalid| {2}|^\s|\s$/)
      expect(sentence).toMatch(/[.。]$/)
      expect(sentence.length).toBeGreaterThan(10)
      expect(sentence.length).toBeLessThan(260)
    }
    for (const sentence of [open, away]) expect(sentence).not.toMatch(/\p{Nd}/u)
    expect(back).toContain(weekday)
    expect(back).toContain(time.format(Date.parse(backAt)))
  })

  it('tells apart what the visitor should know apart', () => {
    const said = (reason: HandOffReason) => handOffSentence({ reason, language, now })
    const kinds = ['asked', 'keyword', 'not-found', 'failed', 'limit', 'too-long'] as const
    expect(new Set(kinds.map(said)).size).toBe(kinds.length)
    for (const reason of ['unsure', 'cannot-help', 'uncited'] as const)
      expect(said(reason)).toBe(said('not-found'))
  })

  it('is its own language', () => {
    const others = LANGUAGES.filter(other => other !== language)
    for (const reason of REASONS)
      for (const other of others)
        expect(handOffSentence({ reason, language, now })).not.toBe(
          handOffSentence({ reason, language: other, now }),
        )
  })
})

it('describes each reason to operators', () => {
  expect(describeReason('asked')).toBe('asked for a person')
  expect(new Set(REASONS.map(describeReason)).size).toBe(REASONS.length)
})
