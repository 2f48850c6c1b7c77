/** Runs what is in one lane one after another, and different lanes side by side. */
export interface Lanes {
  run<Result>(lane: string, task: () => Promise<Result>): Promise<Result>
  /** Resolves once all that runs or waits now is over, well or not. */
  settled(): Promise<unknown>
}

export function createLanes(): Lanes {
  const lanes = new Map<string, Promise<unknown>>()

  return {
    run(lane, task) {
      const before = lanes.get(lane) ?? Promise.resolve()
      // Whoever asked for what went before hears of its failure.
      const turn = before.then(task, task)
      lanes.set(lane, turn)
      const leave = (): void => {
        if (lanes.get(lane) === turn) lanes.delete(lane)
      }
      turn.then(leave, leave)
      return turn
    },
    settled: () => Promise.allSettled(lanes.values()),
  }
}
