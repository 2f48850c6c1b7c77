import type { IncomingMessage } from 'node:http'
import {
  OutgoingError,
  type OutgoingFetch,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../contracts/outgoing.ts'
import { startDeadline, unlessAborted } from './outgoing-deadline.ts'
import { exchange, readBody } from './outgoing-exchange.ts'
import { headersToSend, receivedHeaders } from './outgoing-headers.ts'
import { nextStep, redirectOf, type Step } from './outgoing-redirect.ts'
import { bareHost, knownAddresses, notPublic, parseOutgoingUrl } from './outgoing-url.ts'

/** Finds the IP addresses of a name. Once `signal` is aborted, nobody waits for them any more. */
export type Lookup = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>

/** What decides where requests go. Tests let a server on loopback stand for a public one. */
export interface Gate {
  isAllowed: (address: string) => boolean
  lookup: Lookup
  /** Certificates to trust in place of the usual ones. */
  ca?: string
}

/** Makes an `OutgoingFetch` that goes where the gate allows. */
export function createOutgoingFetch(gate: Gate): OutgoingFetch {
  return async request => {
    const url = parseOutgoingUrl(request.url)
    const headers = headersToSend(request.headers)
    const deadline = startDeadline(url.hostname, request)
    try {
      return await follow(gate, request, { url, headers }, deadline.signal)
    } catch (error) {
      // Whatever was cut by it failed for no other reason.
      throw deadline.signal.aborted ? deadline.signal.reason : error
    } finally {
      deadline.end()
    }
  }
}

async function follow(
  gate: Gate,
  request: OutgoingRequest,
  first: Step,
  signal: AbortSignal,
): Promise<OutgoingResponse> {
  let isElsewhere = false
  try {
    for (let step = first, redirects = 0; ; redirects += 1) {
      const answer = await ask(gate, request, step, signal)
      // One redirect too many is an answer like any other.
      const location = redirects < request.maxRedirects ? redirectOf(request.method, answer) : undefined
      if (location === undefined) return await receive(answer, step.url, request.maxBytes)
      isElsewhere = true
      answer.destroy()
      step = nextStep(step, location)
    }
  } catch (error) {
    throw explain(error, first.url.hostname, isElsewhere)
  }
}

async function ask(
  { isAllowed, lookup, ca }: Gate,
  { method, body }: OutgoingRequest,
  { url, headers }: Step,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  signal.throwIfAborted()
  const host = bareHost(url)
  const addresses = knownAddresses(host) ?? (await unlessAborted(signal, lookup(host, signal)))
  if (addresses.length === 0) throw new Error('The name has no address.')
  // One that is not allowed spoils them all: nobody mixes them by accident.
  if (!addresses.every(isAllowed)) throw notPublic(url.hostname)
  return exchange({ url, addresses, method, headers, body, signal, isAllowed, ca })
}

async function receive(answer: IncomingMessage, url: URL, maxBytes: number): Promise<OutgoingResponse> {
  const headers = receivedHeaders(answer.headers)
  const body = await readBody(answer, maxBytes)
  return { status: answer.statusCode ?? 0, headers, url: url.href, body }
}

/** Says what went wrong in words that name no address of ours: those of Node do, and are kept as the cause. */
function explain(error: unknown, host: string, isElsewhere: boolean): OutgoingError {
  if (!(error instanceof OutgoingError)) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : ''
    const where = isElsewhere ? `where ${host} redirects to` : host
    return new OutgoingError('unreachable', `There was no full answer from ${where}${code}.`, {
      cause: error,
    })
  }
  if (!isElsewhere) return error
  const message = `${host} redirects to where we do not ask. ${error.message}`
  return new OutgoingError(error.kind, message, { cause: error })
}
