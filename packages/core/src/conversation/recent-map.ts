/** A map of bounded size that forgets what was not used for long. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

/**
 * Keeps at least the `capacity / 2` keys that were used last, and at most `capacity`. Two maps, of which the older is
 * dropped as a whole: moving each key to the end at each use would cost more than what is looked up.
 */
export function createRecentMap<Value>(capacity: number): RecentMap<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()

  const set = (key: string, value: Value): void => {
    young.set(key, value)
    if (young.size * 2 < capacity) return
    old = young
    young = new Map()
  }

  return {
    get(key) {
      const value = young.get(key)
      if (value !== undefined) return value
      const older = old.get(key)
      if (older !== undefined) set(key, older)
      return older
    },
    set,
    delete(key) {
      young.delete(key)
      old.delete(key)
    },
  }
}
