import type { Clock } from '../shared/clock.ts'

// Snowflakes count milliseconds from the first second of 2015.
const epoch = 1_420_070_400_000n

/** Makes ids that grow with time, each larger than the one before. */
export function makeSnowflakes(clock: Clock): () => string {
  let last = 0n
  return () => {
    const next = (BigInt(clock.now()) - epoch) << 22n
    last = next > last ? next : last + 1n
    return String(last)
  }
}

export function isSnowflake(text: string): boolean {
  return /^\d{1,20}$/.test(text)
}

/** When an id was made, in milliseconds. */
export function timeOf(id: string): number {
  return Number((BigInt(id) >> 22n) + epoch)
}

/** Orders ids by age: below 0 when `a` is older. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
}
