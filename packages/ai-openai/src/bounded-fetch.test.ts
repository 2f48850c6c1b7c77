import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { boundedFetch } from './bounded-fetch.ts'

const closing: (() => void)[] = []

afterEach(() => {
  for (const close of closing.splice(0)) close()
})

describe('boundedFetch', () => {
  it('ends a response that does not end, and its connection', async () => {
    const closed = Promise.withResolvers<void>()
    const url = await serving(response => {
      response.on('close', () => closed.resolve())
      const go = (): void => {
        while (response.write('data: x'));
      }
      response.on('drain', go)
      go()
    })
    const response = await boundedFetch({}, 100_000)(url)
    await expect(response.text()).rejects.toThrow('longer than 100000 bytes')
    await closed.promise
  })

  it('passes on what is short enough', async () => {
    const url = await serving(response => response.writeHead(429, { 'retry-after': '3' }).end('Slow down.'))
    const response = await boundedFetch({}, 10)(url)
    expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
      429,
      '3',
      'Slow down.',
    ])
  })

  it('passes on what has no body', async () => {
    const url = await serving(response => response.writeHead(204).end())
    expect((await boundedFetch({}, 10)(url)).status).toBe(204)
  })
})

async function serving(answer: (response: ServerResponse) => unknown): Promise<string> {
  const server = createServer((_request, response) => void answer(response))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
