/** A map that forgets its oldest entry rather than hold more than `limit`. */
export interface BoundedMap<Key, Value> {
  get(key: Key): Value | undefined
  set(key: Key, value: Value): void
  delete(key: Key): void
  clear(): void
}

export function boundedMap<Key, Value>(limit: number): BoundedMap<Key, Value> {
  const map = new Map<Key, Value>()
  return {
    get: key => map.get(key),
    set(key, value) {
      if (map.size >= limit && !map.has(key)) {
        for (const oldest of map.keys()) {
          map.delete(oldest)
          break
        }
      }
      map.set(key, value)
    },
    delete: key => void map.delete(key),
    clear: () => map.clear(),
  }
}
