/** What every journal entry says, whatever the platform. */
export interface LoggedCall {
  number: number
  /** When it came, in milliseconds of the emulator's clock. */
  at: number
  method: string
  /** The client had been told to wait (429) and did not. */
  isHammering: boolean
}

/** What a client asked for, oldest first; keeps the newest calls only. */
export interface CallLog<Entry extends LoggedCall> {
  /** All calls, or those of some methods. */
  calls(...methods: string[]): Entry[]
  /** Calls that came although the client had been told to wait. */
  hammering(): Entry[]
  clear(): void
  record(entry: Omit<Entry, 'number'>): Entry
}

export function makeCallLog<Entry extends LoggedCall>(length: number): CallLog<Entry> {
  const entries: Entry[] = []
  let lastNumber = 0
  return {
    calls(...methods) {
      const wanted = new Set(methods.map(method => method.toLowerCase()))
      return entries.filter(entry => wanted.size === 0 || wanted.has(entry.method.toLowerCase()))
    },
    hammering: () => entries.filter(entry => entry.isHammering),
    clear() {
      entries.length = 0
    },
    record(entry) {
      const numbered = { number: ++lastNumber, ...entry } as Entry
      entries.push(numbered)
      if (entries.length > length) entries.shift()
      return numbered
    },
  }
}
