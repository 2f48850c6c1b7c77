import { z } from 'zod'

/** Days of the week as `hours` names them, Sunday first as in `Date`. */
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

type Day = (typeof DAYS)[number]

/** When a team answers. */
export interface BusinessHours {
  /** IANA name, e.g. `Europe/Zurich`. */
  timeZone: string
  /** Spans such as `09:00-12:00`; a day that is not named is closed. One that ends before it begins runs past midnight. */
  days: Partial<Record<Day, readonly string[]>>
  /** Days on which nobody answers, e.g. `2026-12-25`. */
  holidays?: readonly string[]
}

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/

const spans = z
  .array(
    z
      .string()
      .regex(SPAN, { error: 'must be a span such as 09:00-17:30' })
      .refine(span => span.slice(0, 5) !== span.slice(6), {
        error: 'must not end when it begins; 00:00-24:00 is a whole day',
      }),
    { error: "must be a list of spans, e.g. ['09:00-17:30']" },
  )
  .min(1, { error: 'must name a span such as 09:00-17:30; leave the day out where it is closed' })
  .max(10)

export const businessHoursSchema: z.ZodType<BusinessHours> = z.strictObject({
  timeZone: z.string().refine(isTimeZone, { error: 'must be a time zone such as Europe/Zurich' }),
  days: z
    .strictObject(
      {
        sun: spans.exactOptional(),
        mon: spans.exactOptional(),
        tue: spans.exactOptional(),
        wed: spans.exactOptional(),
        thu: spans.exactOptional(),
        fri: spans.exactOptional(),
        sat: spans.exactOptional(),
      },
      { error: `must be days, each with its spans; they are named ${DAYS.join(', ')}` },
    )
    .refine(days => Object.keys(days).length > 0, { error: 'must name a day, e.g. mon' }),
  holidays: z
    .array(z.iso.date({ error: 'must be a date such as 2026-12-25' }))
    .max(1000)
    .exactOptional(),
})

/** A stretch of time in which the team answers, in milliseconds since 1970. */
interface Opening {
  from: number
  to: number
}

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

// Longer than any company holiday that is worth a promise.
const LOOK_AHEAD_DAYS = 60

/** When the team is there next: now, where it is there, or `undefined` where that is not in sight. */
export function nextOpening(hours: BusinessHours, now: number): number | undefined {
  const today = Math.floor((now + offsetAt(hours.timeZone, now)) / DAY_MS) * DAY_MS
  // Yesterday's span may run past midnight.
  for (let day = -1; day <= LOOK_AHEAD_DAYS; day += 1) {
    const next = openingsOf(hours, today + day * DAY_MS).find(({ to }) => to > now)
    if (next) return Math.max(next.from, now)
  }
  return undefined
}

/**
 * The openings that begin on a day of the team's time zone, given by its midnight as if it were UTC: such days have
 * 24 hours, which those on which the clocks change have not.
 */
function openingsOf({ timeZone, days, holidays = [] }: BusinessHours, midnight: number): Opening[] {
  const date = new Date(midnight)
  if (holidays.includes(date.toISOString().slice(0, 10))) return []
  const spans = days[DAYS[date.getUTCDay()] as Day] ?? []
  return spans.map(span => readSpan(span, midnight, timeZone)).sort((one, other) => one.from - other.from)
}

function readSpan(span: string, midnight: number, timeZone: string): Opening {
  const [from = 0, to = 0] = span.split('-').map(time => {
    const [hour, minute] = time.split(':')
    return (Number(hour) * 60 + Number(minute)) * MINUTE_MS
  })
  const end = to > from ? to : to + DAY_MS
  return { from: toUtc(midnight + from, timeZone), to: toUtc(midnight + end, timeZone) }
}

/** What a wall clock shows, given as if it were UTC, as a moment. An hour that a change of clocks skips is the one after it. */
function toUtc(wall: number, timeZone: string): number {
  const guess = wall - offsetAt(timeZone, wall)
  const moment = wall - offsetAt(timeZone, guess)
  const isShown = (at: number): boolean => at + offsetAt(timeZone, at) === wall
  return [moment, guess].find(isShown) ?? Math.max(guess, moment)
}

/** How far a time zone's wall clock is ahead of UTC at a moment, in milliseconds. */
function offsetAt(timeZone: string, moment: number): number {
  const parts = formatOf(timeZone).formatToParts(moment)
  const part = (type: string): number => Number(parts.find(one => one.type === type)?.value)
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
  return wall - Math.floor(moment / 1000) * 1000
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const numeric = 'numeric' as const
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
  formats.set(timeZone, format)
  return format
}

function isTimeZone(name: string): boolean {
  try {
    formatOf(name)
    return true
  } catch {
    // Intl throws for names that it does not know.
    return false
  }
}
