import type { Availability } from '../protocol/session.ts'
import { EASTERN_WORDS } from './hand-off-words-eastern.ts'
import { ENGLISH_WORDS, WESTERN_WORDS } from './hand-off-words-western.ts'

/** Why a person takes over from the AI. `keyword`: a word of the host; `limit`: the AI may say no more; `too-long`: it can not read so much. */
export type HandOffReason =
  | 'asked'
  | 'not-found'
  | 'unsure'
  | 'keyword'
  | 'cannot-help'
  | 'uncited'
  | 'failed'
  | 'limit'
  | 'too-long'

/** What a visitor is told, in one language. What happens first, then when the answer comes. */
export interface HandOffWords {
  /** The visitor asked for a person, and somebody is there. */
  asked: string
  /** The visitor asked for a person, and nobody is there. */
  askedAway: string
  /** The team gets the question, without a reason that would interest the visitor. */
  passedOn: string
  noAnswer: string
  failed: string
  limit: string
  tooLong: string
  open: string
  /** `{when}` is a day and a time, in the nominative, e.g. `Monday, 9:00 AM`. */
  backAt: string
  closed: string
}

type Opening = Exclude<keyof HandOffWords, 'open' | 'backAt' | 'closed'>

const OPENINGS: Record<HandOffReason, Opening> = {
  asked: 'asked',
  'not-found': 'noAnswer',
  unsure: 'noAnswer',
  keyword: 'passedOn',
  'cannot-help': 'noAnswer',
  uncited: 'noAnswer',
  failed: 'failed',
  limit: 'limit',
  'too-long': 'tooLong',
}

const DESCRIPTIONS: Record<HandOffReason, string> = {
  asked: 'asked for a person',
  'not-found': 'nothing about it in the documents',
  unsure: 'several unsure answers in a row',
  keyword: 'one of your keywords',
  'cannot-help': 'more than the AI can do',
  uncited: 'no answer that rests on the documents',
  failed: 'the AI failed',
  limit: 'the AI may say no more here',
  'too-long': 'too long for the AI to read',
}

const WORDS: ReadonlyMap<string, HandOffWords> = new Map([
  ...Object.entries(WESTERN_WORDS),
  ...Object.entries(EASTERN_WORDS),
])

/** The languages that a visitor may be told in, as BCP 47. */
export const HAND_OFF_LANGUAGES: readonly string[] = [...WORDS.keys()]

/** What the visitor reads when a person takes over: what happens next, and when, where that is known. */
export function handOffSentence(options: {
  reason: HandOffReason
  /** BCP 47, of the visitor's browser; English where it is not known. */
  language?: string
  availability?: Availability
  now: number
  /** IANA name, the visitor's; UTC, and said so, where it is not known. */
  timeZone?: string
}): string {
  const { locale, words } = readLanguage(options.language)
  const back = Date.parse(options.availability?.backAt ?? '')
  const isOpen = options.availability?.open !== false || back <= options.now
  const opening = OPENINGS[options.reason]
  const first = words[opening === 'asked' && !isOpen ? 'askedAway' : opening]
  if (isOpen) return join(first, words.open)
  if (Number.isNaN(back)) return join(first, words.closed)
  const when = formatWhen(back, options.now, locale, options.timeZone)
  // A function, because `$` in a replacement would mean something.
  return join(
    first,
    words.backAt.replace('{when}', () => when),
  )
}

/** Why a person took over, for operators. */
export function describeReason(reason: HandOffReason): string {
  return DESCRIPTIONS[reason]
}

function readLanguage(tag = ''): { locale: string; words: HandOffWords } {
  try {
    // Without extensions, which could ask for another calendar than the visitor reads.
    const { baseName, language } = new Intl.Locale(tag.slice(0, 35))
    const words = WORDS.get(language)
    if (words) return { locale: baseName, words }
  } catch {
    // What a browser says may be anything: what is no language is English.
  }
  return { locale: 'en', words: ENGLISH_WORDS }
}

const WEEK_AHEAD_MS = 6 * 86_400_000

/** A day and a time. A day within this week goes by its name alone. */
function formatWhen(at: number, now: number, locale: string, timeZone: string | undefined): string {
  const zone = readTimeZone(timeZone)
  const date = at - now < WEEK_AHEAD_MS ? ({} as const) : ({ day: 'numeric', month: 'long' } as const)
  const day = new Intl.DateTimeFormat(locale, { weekday: 'long', ...date, timeZone: zone ?? 'UTC' })
  const time = new Intl.DateTimeFormat(locale, {
    hour: 'numeric',
    minute: '2-digit',
    timeZone: zone ?? 'UTC',
    ...(zone === undefined ? ({ timeZoneName: 'short' } as const) : {}),
  })
  const separator = /^(?:zh|ja|ko)/.test(locale) ? ' ' : locale.startsWith('ar') ? '، ' : ', '
  return `${day.format(at)}${separator}${time.format(at)}`
}

function readTimeZone(timeZone: string | undefined): string | undefined {
  if (!timeZone || timeZone.length > 64) return undefined
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone
  } catch {
    return undefined
  }
}

/** Sentences of Chinese and Japanese stand without a space between them. */
function join(first: string, second: string): string {
  return first.endsWith('。') ? first + second : `${first} ${second}`
}
