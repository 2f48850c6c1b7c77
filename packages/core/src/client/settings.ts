import { PocketPingError } from '../protocol/errors.ts'
import {
  type ClientClock,
  type ClientFetch,
  type ClientResponse,
  type ClientWebSocket,
  timers,
} from './platform.ts'

/** Options of `createClient()`. */
export interface ClientOptions {
  /** Where the engine is mounted, e.g. `https://shop.example/pocketping`. May be typed as undefined, as the environment is. */
  url: string | undefined
  /** One of the engine's `secretKeys`. It opens every conversation of the project: never put it into a page. */
  apiKey: string | undefined
  /** Default: the global one. */
  fetch?: ClientFetch
  /** Default: the global one; only `subscribe()` and `events()` need it. */
  WebSocket?: ClientWebSocket
  /** How long one attempt of a call may take, in milliseconds. Default 30,000. */
  timeoutMs?: number
  /** Default: the platform's timers. */
  clock?: ClientClock
}

/** Checked options with their defaults. */
export interface Settings {
  /** Without a slash at its end. */
  base: string
  apiKey: string
  fetch: (...args: Parameters<ClientFetch>) => Promise<ClientResponse>
  WebSocket: ClientWebSocket | undefined
  timeoutMs: number
  clock: ClientClock
}

// Above it, timers fire at once.
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1

/** @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix */
export function readOptions(options: ClientOptions): Settings {
  const { url, apiKey, fetch = globalThis.fetch, timeoutMs = 30_000, clock = timers } = options ?? {}
  if (typeof fetch !== 'function') refuse('fetch', 'must be a function; this platform has none of its own')
  if (!(timeoutMs > 0 && timeoutMs <= LONGEST_TIMEOUT_MS))
    refuse('timeoutMs', `must be a number of milliseconds between 1 and ${LONGEST_TIMEOUT_MS}`)
  if (typeof clock?.after !== 'function') refuse('clock', 'must be a clock with after')
  const WebSocket = options.WebSocket ?? (globalThis.WebSocket as ClientWebSocket | undefined)
  return { base: readUrl(url), apiKey: readKey(apiKey), fetch, WebSocket, timeoutMs, clock }
}

function readUrl(url: unknown): string {
  const help = 'must be where the engine is mounted, e.g. https://shop.example/pocketping'
  if (typeof url !== 'string' || !URL.canParse(url)) return refuse('url', help)
  const { protocol, host, pathname, username, password, search, hash } = new URL(url)
  if (!/^(http|ws)s?:$/.test(protocol)) refuse('url', help)
  // What stands in an address gets into logs.
  if (username || password || search || hash) refuse('url', `${help}, without a login, ? or #`)
  return `${protocol.replace('ws', 'http')}//${host}${pathname.replace(/\/+$/, '')}`
}

function readKey(apiKey: unknown): string {
  const help = 'must be one of the secretKeys of the engine'
  if (typeof apiKey !== 'string' || apiKey === '') return refuse('apiKey', help)
  if (apiKey.startsWith('pk_'))
    refuse('apiKey', `${help}; a key that starts with pk_ is the page's publicKey`)
  // A header takes no others, and whoever refuses it there repeats the key in the error.
  if (!/^[\x20-\x7e]+$/.test(apiKey) || apiKey !== apiKey.trim())
    refuse('apiKey', `${help}; this one has spaces or line breaks at its ends, or characters beyond ASCII`)
  if (apiKey.length < 16 || apiKey.length > 200) refuse('apiKey', `${help}, which have 16 to 200 characters`)
  return apiKey
}

function refuse(option: keyof ClientOptions, help: string): never {
  throw new PocketPingError('INVALID_OPTIONS', `createClient(): ${option}: ${help}`)
}
