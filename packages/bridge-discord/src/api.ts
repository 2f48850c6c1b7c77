import type { REST, RequestMethod } from '@discordjs/rest'
import type { Settings } from './options.ts'

// A call that takes this long has failed; the engine tries it again.
const TIMEOUT_MS = 10_000

// Each thread has its own small limit, e.g. 5 messages in 5 seconds. Waiting that out holds up one thread; telling the
// engine would pause all of them.
const LONGEST_WAIT_MS = 5500

export interface Call {
  body?: unknown
  query?: Record<string, string>
  signal?: AbortSignal
  /** False for webhooks, whose address is their right. */
  auth?: boolean
}

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Discord's HTTP interface. Nothing is tried again here: our outbox does that. */
export interface Api {
  call(method: Method, path: `/${string}`, call?: Call): Promise<unknown>
  /**
   * The same with limits of its own. A thread may be renamed twice in ten minutes, and discord.js would hold up
   * everything else that changes the thread until then.
   */
  aside(method: Method, path: `/${string}`, call?: Call): Promise<unknown>
}

/** Works in every process, also where the gateway is held by another one. */
export function createApi({ token, rest: { api } }: Settings): Api {
  const main = lazily(() => createRest(token, api))
  const second = lazily(() => createRest(token, api))

  const run = async (
    rest: REST,
    method: Method,
    path: `/${string}`,
    { query, ...call }: Call,
  ): Promise<unknown> => {
    try {
      return await rest.request({
        ...call,
        fullRoute: path,
        method: method as RequestMethod,
        ...(query && { query: new URLSearchParams(query) }),
      })
    } finally {
      // It forgets a token that was refused once, and would say from then on that there is none.
      rest.setToken(token)
    }
  }
  return {
    call: async (method, path, call = {}) => run(await main(), method, path, call),
    aside: async (method, path, call = {}) => run(await second(), method, path, call),
  }
}

async function createRest(token: string, api: string): Promise<REST> {
  // Only whoever posts pays for loading it.
  const { REST, RESTEvents } = await import('@discordjs/rest')
  const foreseen = new WeakSet<object>()
  const rest = new REST({
    api,
    retries: 0,
    timeout: TIMEOUT_MS,
    rejectOnRateLimit: limit => !foreseen.has(limit) || limit.global || limit.timeToReset > LONGEST_WAIT_MS,
  })
  // Told only of limits that discord.js itself keeps to, before anything was sent.
  rest.on(RESTEvents.RateLimited, limit => void foreseen.add(limit))
  return rest.setToken(token)
}

function lazily<Value>(create: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined
  return () => {
    value ??= create()
    return value
  }
}
