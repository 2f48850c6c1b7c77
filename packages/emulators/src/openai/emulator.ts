import { makeCallLog } from '../shared/call-log.ts'
import { type Clock, systemClock } from '../shared/clock.ts'
import { until } from '../shared/until.ts'
import { makeFaults, type OpenAiFaults } from './faults.ts'
import type { OpenAiCall, OpenAiJournal } from './journal.ts'
import { makeServer } from './server.ts'

/** How the emulator is set up. */
export interface OpenAiEmulatorOptions {
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  clock?: Clock
  /** Default: a made-up key. */
  apiKey?: string
  /** Names of the models that there are; all of them are the same. Default: `quoting-model`. */
  models?: readonly string[]
  /** Milliseconds between one piece of a stream and the next. Default 0. */
  pieceMs?: number
  /** How many calls the journal keeps. Default 1,000. */
  journalLength?: number
}

/** OpenAI's Chat Completions on loopback, with a model that quotes the documents it is given and knows nothing else. */
export interface OpenAiEmulator {
  /** The `baseURL` of the `openai` package and of `openaiProvider`. */
  readonly baseURL: string
  readonly apiKey: string
  /** Name of a model that is there. */
  readonly model: string
  readonly faults: OpenAiFaults
  readonly journal: OpenAiJournal
  /** Resolves as soon as the condition holds; it is looked at after every call. */
  until(isTrue: () => boolean): Promise<void>
  stop(): Promise<void>
}

const DEFAULT_MODELS = ['quoting-model'] as const

/** Starts the emulator. */
export async function startOpenAiEmulator(options: OpenAiEmulatorOptions = {}): Promise<OpenAiEmulator> {
  const { port = 0, host = '127.0.0.1', clock = systemClock, models = DEFAULT_MODELS, pieceMs = 0 } = options
  const apiKey = options.apiKey ?? ['made', 'up', 'key'].join('-')
  const { faults, plan } = makeFaults(clock)
  const journal = makeCallLog<OpenAiCall>(options.journalLength ?? 1000)
  const listeners = new Set<() => void>()
  const onCall = (): void => {
    for (const listener of [...listeners]) listener()
  }
  const server = makeServer({ clock, plan, journal, apiKey, models, pieceMs, onCall })
  const url = await server.listen(port, host)
  return {
    baseURL: `${url}/v1`,
    apiKey,
    model: models[0] ?? DEFAULT_MODELS[0],
    faults,
    journal,
    until: isTrue => until(listeners, isTrue),
    async stop() {
      faults.clear()
      await server.stop()
    },
  }
}
