const LONGEST_MS = 30_000

/** Exponential backoff with jitter: between half of and the whole of 1, 2, 4 … times `firstMs`, 30 seconds at most. */
export function backoffMs(attempts: number, firstMs: number): number {
  const longest = Math.min(LONGEST_MS, firstMs * 2 ** Math.min(attempts, 30))
  return Math.round(longest * (0.5 + Math.random() / 2))
}
