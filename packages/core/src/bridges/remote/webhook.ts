import { z } from 'zod'

/** A platform's call, handed on to the process that verifies it. The body is base64: it is verified byte by byte. */
export interface WebhookCall {
  method: string
  url: string
  headers: [name: string, value: string][]
  body: string
}

/** What the process answers the platform with. */
export interface WebhookAnswer {
  status: number
  headers: [name: string, value: string][]
  body: string
}

const headersSchema = z.array(z.tuple([z.string().max(1000), z.string().max(20_000)])).max(200)

// A mebibyte, which is what the engine takes from a platform, in base64.
const MAX_BODY = 1_400_000

export const webhookCallSchema: z.ZodType<WebhookCall> = z.object({
  method: z.string().max(20),
  url: z.string().max(20_000),
  headers: headersSchema,
  body: z.string().max(MAX_BODY),
})

export const webhookAnswerSchema: z.ZodType<WebhookAnswer> = z.strictObject({
  status: z.int().min(200).max(599),
  headers: headersSchema,
  body: z.string().max(MAX_BODY),
})

export async function toWebhookCall(request: Request): Promise<WebhookCall> {
  const { method, url, headers } = request
  return { method, url, headers: [...headers], body: toBase64(await request.arrayBuffer()) }
}

export function toRequest({ method, url, headers, body }: WebhookCall): Request {
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(url, { method, headers, ...(hasBody ? { body: fromBase64(body) } : {}) })
}

export async function toWebhookAnswer(response: Response): Promise<WebhookAnswer> {
  const { status, headers } = response
  return { status, headers: [...headers], body: toBase64(await response.arrayBuffer()) }
}

export function toResponse({ status, headers, body }: WebhookAnswer): Response {
  const bytes = fromBase64(body)
  // Some answers may have no body, not even an empty one.
  return new Response(bytes.byteLength > 0 ? bytes : null, { status, headers })
}

// More at once would be more arguments than a call may have.
const CHUNK = 8192

function toBase64(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer)
  let text = ''
  for (let start = 0; start < bytes.length; start += CHUNK)
    text += String.fromCharCode(...bytes.subarray(start, start + CHUNK))
  return btoa(text)
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), character => character.charCodeAt(0))
}
