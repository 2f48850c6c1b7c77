import type { VisitorUpdate } from '../protocol/updates.ts'

/** What a client was told, in order, and waiting for it. */
export interface UpdateLog {
  readonly updates: readonly VisitorUpdate[]
  /** Waits until what came so far satisfies; rejects where the connection ends before. */
  until(isEnough: (updates: readonly VisitorUpdate[]) => boolean): Promise<readonly VisitorUpdate[]>
  /** Waits for an update of this type. */
  first<Type extends VisitorUpdate['type']>(type: Type): Promise<Extract<VisitorUpdate, { type: Type }>>
  /** Waits until the client was passed everything up to `seq`. */
  reaches(seq: number): Promise<readonly VisitorUpdate[]>
  /** How it ended: a close code, an HTTP status, `end`. */
  ended: Promise<string>
}

interface OpenUpdateLog extends UpdateLog {
  push(update: VisitorUpdate): void
  end(reason: string): void
}

export function createUpdateLog(): OpenUpdateLog {
  const updates: VisitorUpdate[] = []
  const waiting = new Set<() => void>()
  let ending: string | undefined
  let resolveEnded: (reason: string) => void = () => undefined
  const ended = new Promise<string>(resolve => {
    resolveEnded = resolve
  })
  const look = (): void => {
    for (const check of [...waiting]) check()
  }

  const until: UpdateLog['until'] = isEnough =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (isEnough(updates)) resolve(updates)
        else if (ending !== undefined) reject(new Error(`The client was left with ${ending}.`))
        else return
        waiting.delete(check)
      }
      waiting.add(check)
      check()
    })

  return {
    updates,
    until,
    async first<Type extends VisitorUpdate['type']>(type: Type) {
      const isOne = (update: VisitorUpdate): update is Extract<VisitorUpdate, { type: Type }> =>
        update.type === type
      return (await until(all => all.some(isOne))).find(isOne) as Extract<VisitorUpdate, { type: Type }>
    },
    reaches: seq => until(all => all.some(update => 'seq' in update && update.seq >= seq)),
    ended,
    push(update) {
      updates.push(update)
      look()
    },
    end(reason) {
      if (ending !== undefined) return
      ending = reason
      resolveEnded(reason)
      look()
    },
  }
}
