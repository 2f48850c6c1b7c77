import type { Clock, Logger } from '@pocketping/core'
import { describe } from './errors.ts'
import { callSchema } from './payloads.ts'
import { isFresh, isSigned } from './signature.ts'

// The longest message with all it can carry is far below.
const MAX_BODY_BYTES = 1_048_576

// Slack waits three seconds, and some of them pass on the way.
const ANSWER_WITHIN_MS = 2000

export interface WebhookOptions {
  signingSecret: string
  clock: Clock
  logger: Logger
  /** Takes one call; true once its event is stored. */
  deliver(call: unknown): Promise<boolean>
}

/**
 * Answers one call of Slack: 200 only once the event is stored, since anything else makes Slack repeat it. Where that
 * takes too long it is 503 although the event may be stored a moment later: told again, it is known.
 */
export async function answerWebhook(request: Request, options: WebhookOptions): Promise<Response> {
  const { signingSecret, clock, logger } = options
  if (request.method !== 'POST') return reply(405, 'Slack posts here.')
  const proof = {
    timestamp: request.headers.get('x-slack-request-timestamp') ?? '',
    signature: request.headers.get('x-slack-signature') ?? '',
  }
  if (!isFresh(proof, clock.now())) return reply(401, 'This is not Slack, or the clocks differ by minutes.')
  const body = await readAtMost(request.body, MAX_BODY_BYTES)
  if (!body) return reply(413, 'Too large.')
  if (!isSigned(proof, body, signingSecret)) return reply(401, 'This is not Slack.')

  const call = parse(body)
  const known = callSchema.safeParse(call)
  if (!known.success) return reply(400, 'Not an event.')
  if (known.data.type === 'url_verification') return reply(200, known.data.challenge ?? '')
  if (known.data.type === 'app_rate_limited')
    logger.error('Slack drops events of this app: more than 30,000 in an hour', {})
  return (await isStoredInTime(call, options)) ? reply(200, 'ok') : reply(503, 'Not stored yet, try again.')
}

async function isStoredInTime(call: unknown, { deliver, clock, logger }: WebhookOptions): Promise<boolean> {
  const stored = deliver(call).catch((error: unknown) => {
    logger.warn('An event from Slack could not be stored; Slack repeats it', { error: describe(error) })
    return false
  })
  let cancel = (): void => undefined
  const tooLate = new Promise<boolean>(resolve => {
    cancel = clock.after(ANSWER_WITHIN_MS, () => resolve(false))
  })
  const isStored = await Promise.race([stored, tooLate])
  cancel()
  return isStored
}

/** Reads a body, or no more of it than `maxBytes`: then undefined. */
async function readAtMost(
  body: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > maxBytes) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    // Signed, but no JSON: an older kind of call, which no event comes by.
    return undefined
  }
}

function reply(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain' } })
}
