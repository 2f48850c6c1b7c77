import type { Logger } from '@pocketping/core'
import { Api, type ApiClientOptions, GrammyError } from 'grammy'
import type { Update } from 'grammy/types'
import type { Fetch, Settings } from './options.ts'
import { ALLOWED_UPDATES } from './payloads.ts'

// grammY waits 500 seconds by default; a call that takes this long has failed.
const CALL_TIMEOUT_SECONDS = 20

// How long Telegram holds a request for updates open while there is nothing to tell.
const POLL_SECONDS = 30

/** grammY's `Api`, with what one bot needs around it. */
export interface TelegramClient {
  /** Every call is bounded in time. */
  api: Api
  /** Asks for updates; bounded in time beyond the long poll. */
  getUpdates(offset: number, signal: AbortSignal): Promise<Update[]>
  /** Runs a call in a chat, and again where the chat has moved: a group that became a supergroup has a new number. */
  inChat<Result>(chatId: number, run: (chatId: number) => Promise<Result>): Promise<Result>
  /** Downloads what `getFile` named, up to `maxBytes`. The address carries the token, so it never leaves this function. */
  download(filePath: string, maxBytes: number, signal: AbortSignal): Promise<Uint8Array>
}

export function createClient(settings: Settings, logger: () => Logger): TelegramClient {
  const { token, apiRoot } = settings
  const options = { apiRoot, fetch: toGrammyFetch(settings.fetch) }
  const api = new Api(token, { ...options, timeoutSeconds: CALL_TIMEOUT_SECONDS })
  const poller = new Api(token, { ...options, timeoutSeconds: POLL_SECONDS + CALL_TIMEOUT_SECONDS })
  const moved = new Map<number, number>()

  return {
    api,
    getUpdates: (offset, signal) =>
      poller.getUpdates(
        { offset, timeout: POLL_SECONDS, allowed_updates: ALLOWED_UPDATES },
        forGrammy(signal),
      ),
    async inChat(chatId, run) {
      const current = moved.get(chatId) ?? chatId
      try {
        return await run(current)
      } catch (error) {
        const next = error instanceof GrammyError ? error.parameters.migrate_to_chat_id : undefined
        if (next === undefined) throw error
        moved.set(chatId, next)
        logger().warn(`The Telegram group became a supergroup: set chatId to ${next}`, { chatId: current })
        return await run(next)
      }
    },
    async download(filePath, maxBytes, signal) {
      const response = await settings.fetch(`${apiRoot}/file/bot${token}/${filePath}`, { signal })
      if (!response.ok || !response.body)
        throw new Error(`Telegram answered ${response.status} to a download`)
      return readAtMost(response.body, maxBytes)
    },
  }
}

/**
 * Reads a body, but no more of it than `maxBytes`.
 * @throws RangeError where there is more.
 */
export async function readAtMost(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > maxBytes) throw new RangeError(`More than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A standard signal under the type of grammY's, which is the same thing written down differently. */
export function forGrammy(signal: AbortSignal): NonNullable<Parameters<Api['getMe']>[0]> {
  return signal as unknown as NonNullable<Parameters<Api['getMe']>[0]>
}

interface GrammyRequest {
  method: string
  headers: Record<string, string>
  body: string
  signal: { aborted: boolean; addEventListener(type: 'abort', listener: () => void): void }
}

// grammY hands over options of node-fetch and a signal of its own making, which the standard fetch refuses.
function toGrammyFetch(fetch: Fetch): NonNullable<ApiClientOptions['fetch']> {
  const adapted = (url: unknown, { method, headers, body, signal }: GrammyRequest): Promise<Response> => {
    const controller = new AbortController()
    const abort = (): void => controller.abort()
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort)
    return fetch(String(url), { method, headers, body, signal: controller.signal })
  }
  return adapted as unknown as NonNullable<ApiClientOptions['fetch']>
}
