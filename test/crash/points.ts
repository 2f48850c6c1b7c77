/** Where a life of the application ends. */
export type Point =
  /** The process kills itself there. */
  | { step: string; nth: number }
  /** It is killed while Telegram has a call before it, or has executed it and not answered yet. */
  | { method: string; moment: 'before' | 'after' }

const steps: readonly [name: string, times: number][] = [
  ['commit', 16],
  ['claimJobs', 8],
  ['send', 5],
  ['react', 4],
  ['receive', 3],
]

const calls: readonly [method: string, times: number][] = [
  ['sendMessage', 10],
  ['setMessageReaction', 3],
  ['getUpdates', 6],
]

/** Every step between "frame received" and "platform answered", and between "update received" and "visitor told". */
export const points: readonly Point[] = [
  ...steps.flatMap(([name, times]) =>
    numbers(times).flatMap(nth => [
      { step: `before ${name}`, nth },
      { step: `after ${name}`, nth },
    ]),
  ),
  ...calls.flatMap(([method, times]) =>
    numbers(times).flatMap(() => [
      { method, moment: 'before' } as const,
      { method, moment: 'after' } as const,
    ]),
  ),
]

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
