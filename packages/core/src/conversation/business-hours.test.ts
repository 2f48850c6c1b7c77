import { expect, it } from 'vitest'
import { type BusinessHours, businessHoursSchema, nextOpening } from './business-hours.ts'

const office: BusinessHours = {
  timeZone: 'Europe/Zurich',
  days: {
    mon: ['09:00-12:00', '13:00-17:30'],
    tue: ['09:00-17:30'],
    fri: ['22:00-02:00'],
    sat: ['12:00-24:00'],
  },
  holidays: ['2026-01-06'],
}

const next = (hours: BusinessHours, now: string): string | undefined => {
  const opening = nextOpening(hours, Date.parse(now))
  return opening === undefined ? undefined : new Date(opening).toISOString()
}

it.for([
  ['in a span', '2026-01-05T08:30:00.000Z', '2026-01-05T08:30:00.000Z'],
  ['before the first', '2026-01-05T07:00:00.000Z', '2026-01-05T08:00:00.000Z'],
  ['at its very beginning', '2026-01-05T08:00:00.000Z', '2026-01-05T08:00:00.000Z'],
  ['at its very end', '2026-01-05T11:00:00.000Z', '2026-01-05T12:00:00.000Z'],
  ['in the evening before a holiday', '2026-01-05T18:00:00.000Z', '2026-01-09T21:00:00.000Z'],
  ['after midnight in a span of the day before', '2026-01-10T00:30:00.000Z', '2026-01-10T00:30:00.000Z'],
  ['after that span', '2026-01-10T01:00:00.000Z', '2026-01-10T11:00:00.000Z'],
  ['in the last minute before 24:00', '2026-01-10T22:59:00.000Z', '2026-01-10T22:59:00.000Z'],
  ['on a Sunday', '2026-01-11T12:00:00.000Z', '2026-01-12T08:00:00.000Z'],
] as const)('finds the next opening %s', ([, now, opening]) => {
  expect(next(office, now)).toBe(opening)
})

it('follows the change to summer time', () => {
  const early: BusinessHours = {
    timeZone: 'Europe/Zurich',
    days: { sun: ['02:30-10:00'], sat: ['09:00-10:00'] },
  }
  expect(next(early, '2026-03-28T12:00:00.000Z')).toBe('2026-03-29T01:30:00.000Z')
  expect(next({ ...early, days: { mon: ['09:00-10:00'] } }, '2026-03-28T12:00:00.000Z')).toBe(
    '2026-03-30T07:00:00.000Z',
  )
})

it.for([
  // The night in which the day has 23 hours, just before and just after it.
  ['Europe/Zurich', { sun: ['09:00-10:00'] }, '2026-03-28T22:30:00.000Z', '2026-03-29T07:00:00.000Z'],
  ['Europe/Zurich', { sun: ['22:00-02:00'] }, '2026-03-29T22:30:00.000Z', '2026-03-29T22:30:00.000Z'],
  // 25 hours: what comes before the hour that is there twice.
  ['Europe/Zurich', { sun: ['01:30-10:00'] }, '2026-10-24T20:00:00.000Z', '2026-10-24T23:30:00.000Z'],
  [
    'Pacific/Auckland',
    { sat: ['20:00-24:00'], mon: ['09:00-10:00'] },
    '2026-04-04T11:30:00.000Z',
    '2026-04-05T21:00:00.000Z',
  ],
  ['America/New_York', { sun: ['09:00-10:00'] }, '2026-11-01T03:59:00.000Z', '2026-11-01T14:00:00.000Z'],
  // Further from Greenwich than half a day.
  ['Pacific/Kiritimati', { tue: ['00:00-01:00'] }, '2026-01-05T09:59:00.000Z', '2026-01-05T10:00:00.000Z'],
  ['Pacific/Pago_Pago', { mon: ['23:00-24:00'] }, '2026-01-06T10:30:00.000Z', '2026-01-06T10:30:00.000Z'],
  ['Pacific/Chatham', { mon: ['00:15-01:00'] }, '2026-01-04T10:00:00.000Z', '2026-01-04T10:30:00.000Z'],
] as const)('finds it in %s with %j at %s', ([timeZone, days, now, opening]) => {
  expect(next({ timeZone, days }, now)).toBe(opening)
})

it('finds it at every half hour of a year in which clocks change', () => {
  const days = { sun: ['09:00-17:00'], wed: ['22:00-03:00'] }
  for (const timeZone of ['Europe/Zurich', 'America/New_York', 'Pacific/Auckland', 'Australia/Lord_Howe']) {
    const wall = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: 'numeric',
      hourCycle: 'h23',
    })
    for (let now = Date.UTC(2026, 0, 1); now < Date.UTC(2027, 0, 1); now += 1_800_000) {
      const parts = wall.formatToParts(now)
      const [day, hour] = ['weekday', 'hour'].map(type => parts.find(part => part.type === type)?.value)
      const isOpen =
        (day === 'Sun' && Number(hour) >= 9 && Number(hour) < 17) ||
        (day === 'Wed' && Number(hour) >= 22) ||
        (day === 'Thu' && Number(hour) < 3)
      const at = nextOpening({ timeZone, days }, now) ?? 0
      if ((at === now) !== isOpen || at - now > 4 * 86_400_000)
        expect.fail(`${timeZone} ${new Date(now).toISOString()}: ${new Date(at).toISOString()}`)
    }
  }
})

it('promises nothing where every day in sight is a holiday', () => {
  const holidays = Array.from({ length: 70 }, (_, day) =>
    new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
  )
  expect(next({ ...office, holidays }, '2026-01-02T12:00:00.000Z')).toBeUndefined()
})

it.for([
  [
    'an unknown time zone',
    { ...office, timeZone: 'Mars/Olympus' },
    'must be a time zone such as Europe/Zurich',
  ],
  ['a time that is none', { ...office, days: { mon: ['9-17'] } }, 'must be a span such as 09:00-17:30'],
  [
    'a span without length',
    { ...office, days: { mon: ['09:00-09:00'] } },
    'must not end when it begins; 00:00-24:00 is a whole day',
  ],
  [
    'a span that is no list',
    { ...office, days: { mon: '09:00-17:00' } },
    "must be a list of spans, e.g. ['09:00-17:30']",
  ],
  [
    'a day by its whole name',
    { ...office, days: { monday: ['09:00-17:00'] } },
    'must be days, each with its spans; they are named sun, mon, tue, wed, thu, fri, sat',
  ],
  ['no day', { ...office, days: {} }, 'must name a day, e.g. mon'],
  ['a holiday that is none', { ...office, holidays: ['25.12.'] }, 'must be a date such as 2026-12-25'],
] as const)('refuses %s', ([, hours, reason]) => {
  expect(businessHoursSchema.safeParse(hours).error?.issues[0]?.message).toBe(reason)
})
