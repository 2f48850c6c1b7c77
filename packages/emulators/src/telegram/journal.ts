/** One call the bot made. */
export interface JournalEntry {
  number: number
  /** When it came, in milliseconds of the emulator's clock. */
  at: number
  method: string
  params: Record<string, string>
  /** HTTP status of the answer; 0 when the connection was cut before one. */
  status: number
  /** The refusal's description. */
  description: string | undefined
  /** The `result` of a successful call. */
  result: unknown
  /** Whether the call came over HTTP or inside a webhook's answer. */
  via: 'http' | 'webhook'
  /** The bot had been told to wait (429) and did not: on the real platform that can get it banned. */
  isHammering: boolean
  /** The connection was cut, so that the bot does not know what came of the call. */
  isCut: boolean
}

/** What the bot asked for, oldest first. */
export interface Journal {
  /** All calls, or those of some methods. */
  calls(...methods: string[]): JournalEntry[]
  /** Calls that came although the chat was still blocked. */
  hammering(): JournalEntry[]
  clear(): void
  record(entry: Omit<JournalEntry, 'number'>): JournalEntry
}

export function makeJournal(length: number): Journal {
  const entries: JournalEntry[] = []
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
      const numbered = { number: ++lastNumber, ...entry }
      entries.push(numbered)
      if (entries.length > length) entries.shift()
      return numbered
    },
  }
}
