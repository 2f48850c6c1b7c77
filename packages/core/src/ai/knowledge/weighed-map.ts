/** A map that forgets what was not used for longest where all together weigh too much. */
export interface WeighedMap<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
}

/** Keeps what weighs no more than `capacity` together; what was set last is kept whatever it weighs. */
export function createWeighedMap<Value>(
  capacity: number,
  weightOf: (value: Value) => number,
): WeighedMap<Value> {
  // The one that was used last is last.
  const kept = new Map<string, Value>()
  let weight = 0

  const take = (key: string): Value | undefined => {
    const value = kept.get(key)
    if (value !== undefined && kept.delete(key)) weight -= weightOf(value)
    return value
  }

  const put = (key: string, value: Value): void => {
    kept.set(key, value)
    weight += weightOf(value)
  }

  return {
    get(key) {
      const value = take(key)
      if (value !== undefined) put(key, value)
      return value
    },
    set(key, value) {
      take(key)
      put(key, value)
      for (const oldest of kept.keys()) {
        if (weight <= capacity || oldest === key) return
        take(oldest)
      }
    },
  }
}
