import { createHash, timingSafeEqual } from 'node:crypto'
import type { Logger } from '@pocketping/core'
import { readAtMost } from './client.ts'
import { describe } from './errors.ts'

// The longest message with all it can carry is far below.
const MAX_BODY_BYTES = 1_048_576

export interface WebhookOptions {
  secret: string
  logger: Logger
  /** Takes one update; resolves once it is stored, rejects to have Telegram repeat it. */
  deliver(update: unknown): Promise<void>
}

/** Answers one call of Telegram: 200 only once the update is stored, since anything else makes Telegram repeat it. */
export async function answerWebhook(request: Request, options: WebhookOptions): Promise<Response> {
  if (request.method !== 'POST') return reply(405, 'Telegram posts here.')
  if (!isSecret(request.headers.get('x-telegram-bot-api-secret-token') ?? '', options.secret))
    return reply(401, 'This is not Telegram.')

  let update: unknown
  try {
    update = JSON.parse(await readText(request))
  } catch (error) {
    return error instanceof RangeError ? reply(413, 'Too large.') : reply(400, 'Not JSON.')
  }
  try {
    await options.deliver(update)
    return reply(200, 'ok')
  } catch (error) {
    options.logger.warn('An update from Telegram could not be stored; Telegram repeats it', {
      error: describe(error),
    })
    return reply(503, 'Not stored, try again.')
  }
}

async function readText(request: Request): Promise<string> {
  if (!request.body) return ''
  return new TextDecoder().decode(await readAtMost(request.body, MAX_BODY_BYTES))
}

// Hashes are of equal length, so the comparison takes the same time whatever was sent.
function isSecret(given: string, secret: string): boolean {
  return timingSafeEqual(sha256(given), sha256(secret))
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function reply(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain' } })
}
