import { apiPaths } from '../protocol/api-paths.ts'
import type { CallOptions, ServerApi } from '../protocol/api-types.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { fillPath, toQuery } from './address.ts'
import { type Outcome, readAnswer } from './answer.ts'
import { backoffMs } from './backoff.ts'
import type { ClientFetch } from './platform.ts'
import type { Settings } from './settings.ts'

/** Calls one method of the API. */
export type Call = <Name extends keyof ServerApi>(
  name: Name,
  ids: readonly string[],
  input?: object,
  options?: CallOptions,
) => Promise<AnswerTo<Name>>

type AnswerTo<Name extends keyof ServerApi> = Awaited<ReturnType<ServerApi[Name]>>

type Init = Omit<Parameters<ClientFetch>[1], 'signal'>

const MAX_RETRIES = 2
const FIRST_RETRY_MS = 500

// Whoever is told to wait longer should know it.
const LONGEST_WAIT_MS = 30_000

/** Makes calls over HTTP, each of them up to three times where that helps. */
export function createCall(settings: Settings): Call {
  const { base, apiKey, fetch, timeoutMs, clock } = settings

  const attempt = async (url: string, init: Init): Promise<Outcome> => {
    const abort = new AbortController()
    const cancel = clock.after(timeoutMs, () => abort.abort())
    try {
      return await readAnswer(await fetch(url, { ...init, signal: abort.signal }), base)
    } catch (error) {
      const isLate = abort.signal.aborted
      const why = isLate ? `did not answer within ${timeoutMs} ms` : `cannot be reached${reasonOf(error)}`
      const message = `The engine at ${base} ${why}. Check url, and that the engine runs.`
      // Whoever has waited for all of the timeout has waited long enough.
      return { error: new PocketPingError('UNREACHABLE', message), isPassing: !isLate }
    } finally {
      cancel()
    }
  }

  const pause = (ms: number): Promise<void> => new Promise(resolve => void clock.after(ms, resolve))

  return async <Name extends keyof ServerApi>(
    name: Name,
    ids: readonly string[],
    input?: object,
    options?: CallOptions,
  ): Promise<AnswerTo<Name>> => {
    const { method, path, input: place, repeatable } = apiPaths[name]
    const query = place === 'query' ? toQuery(input ?? {}) : ''
    const url = `${base}${fillPath(path, ids)}${query}`
    const headers: Record<string, string> = { accept: 'application/json', authorization: `Bearer ${apiKey}` }
    const init: Init = { method, headers, redirect: 'manual' }
    // A method that does something twice if it is called twice has a key of its own for each call, the same in all
    // attempts. So every call may be tried again.
    if (repeatable) headers['idempotency-key'] = readIdempotencyKey(options?.idempotencyKey)
    if (place === 'body') {
      headers['content-type'] = 'application/json'
      init.body = toJson(input)
    }
    for (let retries = 0; ; retries += 1) {
      const outcome = await attempt(url, init)
      if ('value' in outcome) return outcome.value as AnswerTo<Name>
      const { error, isPassing } = outcome
      const waitMs = Math.max(error.retryAfterMs ?? 0, backoffMs(retries, FIRST_RETRY_MS))
      if (!isPassing || retries === MAX_RETRIES || waitMs > LONGEST_WAIT_MS) throw error
      await pause(waitMs)
    }
  }
}

function readIdempotencyKey(given: string | undefined): string {
  if (given === undefined) return newKey()
  if (typeof given === 'string' && /^[\x20-\x7e]{1,200}$/.test(given)) return given
  throw new PocketPingError('BAD_REQUEST', 'idempotencyKey: must be 1 to 200 printable ASCII characters.')
}

// `crypto.randomUUID` is absent on pages without https.
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

function toJson(input: unknown): string {
  try {
    return JSON.stringify(input ?? {})
  } catch (cause) {
    throw new PocketPingError('BAD_REQUEST', 'What was passed cannot be written as JSON.', { cause })
  }
}

/** Only a code such as `ECONNREFUSED`: what else a `fetch` says may contain the request. */
function reasonOf(error: unknown): string {
  const { cause, code } = (error ?? {}) as { cause?: { code?: unknown }; code?: unknown }
  const reason = cause?.code ?? code
  return typeof reason === 'string' && /^[A-Z][A-Z_]{2,60}$/.test(reason) ? ` (${reason})` : ''
}
