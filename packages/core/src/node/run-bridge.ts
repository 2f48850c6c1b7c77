import { z } from 'zod'
import { createRunner, type RunningBridge } from '../bridges/remote/runner.ts'
import type { Bridge } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import { defaultLogger } from '../options/options.ts'
import { realClock } from '../outbox/real-clock.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { dialEngine } from './dial-engine.ts'

export type { RunningBridge }

/** Options of `runBridge()`. */
export interface RunBridgeOptions {
  /** Where the engine is mounted, e.g. `https://shop.example/pocketping`. May be typed as undefined, as the environment is. */
  url: string | undefined
  /** One of the engine's `secretKeys`. */
  apiKey: string | undefined
  /** The bridge, e.g. `telegramBridge({ token, chatId })`; the engine has `remoteBridge('telegram')` for it. */
  bridge: Bridge
  /** Default: `console`, without `debug`. */
  logger?: Logger
  /** Default: the real one. */
  clock?: Clock
}

const PROTOCOLS: Readonly<Record<string, string>> = {
  'http:': 'ws:',
  'https:': 'wss:',
  'ws:': 'ws:',
  'wss:': 'wss:',
}

const URL_HELP = 'must be where the engine is mounted, e.g. https://shop.example/pocketping'

const mount = z.string({ error: URL_HELP }).refine(isMount, { error: URL_HELP })

const functions = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'object' &&
  value !== null &&
  names.every(name => typeof (value as Record<string, unknown>)[name] === 'function')

const optionsSchema = z.strictObject({
  url: mount,
  apiKey: z
    .string({ error: 'must be one of the secretKeys of the engine' })
    .min(16, { error: 'must be one of the secretKeys of the engine, which have at least 16 characters' })
    .max(200, { error: 'must be one of the secretKeys of the engine' }),
  bridge: z.custom<Bridge>(value => functions(value, ['start', 'send']), {
    error: 'must be a bridge, e.g. telegramBridge({ token, chatId })',
  }),
  logger: z
    .custom<Logger>(value => functions(value, ['debug', 'info', 'warn', 'error']), {
      error: 'must be a logger with debug, info, warn and error, e.g. console',
    })
    .optional(),
  clock: z
    .custom<Clock>(value => functions(value, ['now', 'after']), {
      error: 'must be a clock with now and after',
    })
    .optional(),
})

// Timers of a waiting process do not keep it alive; this one does, and has nothing else to do.
const FOR_LONG_MS = 3_600_000

/**
 * Runs a bridge in this process for an engine in another one. Connects to it, and again whenever the connection is
 * lost, until `stop()`; the process stays alive until then.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix
 */
export function runBridge(options: RunBridgeOptions): RunningBridge {
  const result = optionsSchema.safeParse(options)
  if (!result.success) {
    const issue = result.error.issues[0]
    const message = `${issue?.path.join('.') || 'options'}: ${issue?.message ?? 'is not valid'}`
    throw new PocketPingError('INVALID_OPTIONS', `runBridge(): ${message}`)
  }
  const { url, apiKey, bridge, logger = defaultLogger, clock = realClock } = result.data
  const address = socketAddress(url)
  const alive = setInterval(() => undefined, FOR_LONG_MS)
  const runner = createRunner({ bridge, apiKey, clock, logger, dial: events => dialEngine(address, events) })
  return {
    connected: runner.connected,
    stop: () => runner.stop().finally(() => clearInterval(alive)),
  }
}

function isMount(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, username, password, search, hash } = new URL(text)
  // What stands in an address gets into logs.
  return Object.hasOwn(PROTOCOLS, protocol) && !username && !password && !search && !hash
}

/** Where the engine takes the WebSockets of servers. */
function socketAddress(url: string): string {
  const { protocol, host, pathname } = new URL(url)
  return `${PROTOCOLS[protocol]}//${host}${pathname.replace(/\/+$/, '')}/ws`
}
