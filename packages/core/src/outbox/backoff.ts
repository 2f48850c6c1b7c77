const FIRST_MS = 1000
const LONGEST_MS = 300_000

/** Exponential backoff with jitter: between half of and the whole of 1, 2, 4 … seconds, 5 minutes at most. */
export function backoffMs(attempts: number, random: () => number = Math.random): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempts, 30))
  return Math.round(longest * (0.5 + random() / 2))
}
