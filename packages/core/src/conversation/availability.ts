import type { Availability } from '../protocol/session.ts'
import { type BusinessHours, nextOpening } from './business-hours.ts'

/** Whether somebody is there to answer; `undefined` where there are no hours and nobody said to be away. */
export function availability(
  hours: BusinessHours | undefined,
  isAway: boolean,
  now: number,
): Availability | undefined {
  const opening = hours ? nextOpening(hours, now) : now
  if (opening === undefined) return { open: false }
  if (opening > now) return { open: false, backAt: new Date(opening).toISOString() }
  if (isAway) return { open: false }
  return hours ? { open: true } : undefined
}
