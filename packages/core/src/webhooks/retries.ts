const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS

/** How long an event is tried. */
export const DAY_MS: number = 24 * HOUR_MS

const DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
]
const LATER_MS = 3 * HOUR_MS

/** Milliseconds from one try to the next, a fifth more or less: what failed together does not come back together. */
export function retryDelayMs(attempts: number, random: () => number = Math.random): number {
  return Math.round((DELAYS_MS[attempts] ?? LATER_MS) * (0.8 + 0.4 * random()))
}

/** How long a receiver wants to be left alone, a day at most: seconds, or a date as HTTP writes them. */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  const ms = /^\d+$/.test(header)
    ? Number(header) * SECOND_MS
    : header.endsWith(' GMT')
      ? Date.parse(header) - now
      : Number.NaN
  return Number.isNaN(ms) ? undefined : Math.min(DAY_MS, Math.max(0, ms))
}
