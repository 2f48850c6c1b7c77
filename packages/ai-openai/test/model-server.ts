import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a model was asked. */
export interface Asked {
  path: string
  headers: IncomingHttpHeaders
  body: AskedBody
  /** Resolves when the connection of this request is closed, by whomever. */
  closed: Promise<unknown>
}

export interface AskedBody extends Record<string, unknown> {
  messages: { role: string; content: string }[]
}

/** Answers one request. */
export type Answer = (response: ServerResponse, asked: Asked) => unknown

/** An HTTP server that stands in for a model. */
export interface ModelServer {
  baseURL: string
  requests: Asked[]
  /** How the next requests are answered, in turn; the last goes on. */
  answers: Answer[]
  stop(): Promise<void>
}

export async function startModelServer(...answers: Answer[]): Promise<ModelServer> {
  const requests: Asked[] = []
  const server = createServer((request, response) => {
    void readBody(request).then(body => {
      const closed = once(response, 'close')
      const asked = { path: request.url ?? '', headers: request.headers, body, closed }
      const answer = model.answers[Math.min(requests.push(asked), model.answers.length) - 1]
      return answer?.(response, asked)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const model = {
    baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    answers,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return model
}

async function readBody(request: IncomingMessage): Promise<AskedBody> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return JSON.parse(Buffer.concat(parts).toString() || '{}')
}

/** Begins a stream of events. */
export function beginStream(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.flushHeaders()
}

/** Streams these events and ends. */
export function streams(...events: readonly string[]): Answer {
  return response => {
    beginStream(response)
    response.end(events.join(''))
  }
}

/** Streams these events and never goes on. */
export function stalls(...events: readonly string[]): Answer {
  return response => {
    beginStream(response)
    response.write(events.join(''))
  }
}

/** Refuses, as OpenAI does. */
export function refuses(status: number, error: object = {}, headers: Record<string, string> = {}): Answer {
  return response => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers })
    response.end(JSON.stringify({ error: { message: 'No.', ...error } }))
  }
}
