import type { Batch, KeptValue } from '../contracts/storage.ts'

/** What belongs to no session, by key. */
export interface MemoryValues {
  list(prefix: string): KeptValue[]
  put(change: NonNullable<Batch['values']>[number]): void
}

export function memoryValues(): MemoryValues {
  const byKey = new Map<string, KeptValue>()

  return {
    list(prefix) {
      const found = [...byKey.values()].filter(({ key }) => key.startsWith(prefix))
      return found.sort((a, b) => (a.key < b.key ? -1 : 1))
    },

    put({ key, value }) {
      if (value === undefined) byKey.delete(key)
      else byKey.set(key, Object.freeze({ key, value }))
    },
  }
}
