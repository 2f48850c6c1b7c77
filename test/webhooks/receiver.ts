import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call as it came over the wire. */
export interface Received {
  id: string
  timestamp: number
  signature: string
  body: string
  sessionId: string
  content: string
}

/** A server that webhooks lead to. */
export interface Receiver {
  url: string
  calls: Received[]
  /** Called with each call before (`before`) and after it was answered; what comes `before` may keep the answer back. */
  onCall: ((moment: 'before' | 'after') => Promise<void> | void) | undefined
  /** Resolves once it holds, which is looked at after each call. */
  until(isTrue: () => boolean): Promise<void>
  stop(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const watchers = new Set<() => void>()
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    const { data } = JSON.parse(body)
    receiver.calls.push({
      id: String(request.headers['webhook-id']),
      timestamp: Number(request.headers['webhook-timestamp']),
      signature: String(request.headers['webhook-signature']),
      body,
      sessionId: data.sessionId,
      content: data.message.content,
    })
    await receiver.onCall?.('before')
    response.writeHead(204).end()
    await receiver.onCall?.('after')
    for (const look of [...watchers]) look()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    calls: [],
    onCall: undefined,
    until(isTrue) {
      return new Promise(resolve => {
        const look = (): void => {
          if (!isTrue()) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      })
    },
    async stop() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
  return receiver
}
