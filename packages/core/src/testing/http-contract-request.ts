import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { expect } from 'vitest'

/** An answer, as it came over the wire. */
export interface Answer {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
  text: string
}

/** What to ask with. */
export interface Question {
  token?: string
  headers?: Record<string, string>
  /** An object is sent as JSON. */
  body?: string | Buffer | object
  /** Sent in pieces, without saying how long it is. */
  isChunked?: boolean
  signal?: AbortSignal
}

/** Asks over plain `node:http`, which neither adds headers nor follows, decodes or refuses anything. */
export function ask(url: string, method: string, question: Question = {}): Promise<Answer> {
  const { token, body, isChunked = false, signal } = question
  const headers: Record<string, string> = { ...question.headers }
  if (token !== undefined) headers.authorization = `Bearer ${token}`
  const payload = typeof body === 'object' && !Buffer.isBuffer(body) ? JSON.stringify(body) : body
  if (payload !== undefined) {
    headers['content-type'] ??= 'application/json'
    if (!isChunked) headers['content-length'] = String(Buffer.byteLength(payload))
  }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent: false, ...(signal ? { signal } : {}) })
    outgoing.once('response', incoming => readAnswer(incoming).then(resolve, reject))
    outgoing.once('error', reject)
    outgoing.end(payload)
  })
}

/** Opens a stream and answers as soon as its head has come. */
export function openStream(url: string, token: string, signal?: AbortSignal): Promise<IncomingMessage> {
  const headers = { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { headers, agent: false, ...(signal ? { signal } : {}) })
    outgoing.once('response', resolve)
    outgoing.once('error', reject)
    outgoing.end()
  })
}

async function readAnswer(incoming: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const bytes = Buffer.concat(chunks)
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, bytes, text: bytes.toString() }
}

/** Expects an error of the API: its status, and a body of exactly the three fields. */
export function expectError(answer: Answer, status: number, code: string): void {
  expect(`${answer.status} ${answer.text}`).toContain(`${status} {`)
  const body: unknown = JSON.parse(answer.text)
  expect(body).toEqual({ error: expect.any(String), message: expect.any(String), code })
  expect(answer.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(answer.headers['cache-control']).toBe('no-store')
}
