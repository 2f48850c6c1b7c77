import { until } from '../shared/until.ts'

/** Who wants to know when something changes: a page that shows it, a test that waits for it. */
export interface Changes<Change> {
  notify(change: Change): void
  /** Calls back on every change. Returns a function that ends it. */
  onChange(listener: (change: Change) => void): () => void
  /** Resolves as soon as the condition holds; it is looked at after every change. */
  until(isTrue: () => boolean): Promise<void>
  /** Forgets all listeners. */
  clear(): void
}

export function makeChanges<Change>(): Changes<Change> {
  const listeners = new Set<(change: Change) => void>()
  const waiting = new Set<() => void>()
  return {
    notify(change) {
      for (const listener of [...listeners]) listener(change)
      for (const look of [...waiting]) look()
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    until: isTrue => until(waiting, isTrue),
    clear() {
      listeners.clear()
      waiting.clear()
    },
  }
}
