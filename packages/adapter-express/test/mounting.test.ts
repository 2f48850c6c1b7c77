import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createConnection } from 'node:net'
import { PocketPing } from '@pocketping/core'
import type { HttpHarness } from '@pocketping/core/testing'
import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { pocketping } from '../src/index.ts'
import { EXPRESSES, listen } from './hosts.ts'

const closers: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

function engine(options: ConstructorParameters<typeof PocketPing>[0] = {}): PocketPing {
  const pp = new PocketPing(options)
  closers.push(() => pp.stop())
  return pp
}

async function host(
  ...[create, set]: [typeof express, (app: express.Express, server: Server) => void]
): Promise<HttpHarness> {
  const harness = await listen(create, '', set)
  closers.push(() => harness.close())
  return harness
}

async function start(baseUrl: string): Promise<{ token: string; id: string }> {
  const response = await fetch(`${baseUrl}/widget/sessions`, { method: 'POST', body: '{}' })
  const { token, session } = (await response.json()) as { token: string; session: { id: string } }
  return { token, id: session.id }
}

/** The session that a WebSocket with this token is told of first; `refused` where it is not let in. */
async function greet(baseUrl: string, token: string): Promise<string> {
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/widget/socket`, 'pocketping.v1')
  closers.push(async () => socket.close())
  socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', token, after: 0 }))
  return new Promise(resolve => {
    socket.onmessage = ({ data }) => resolve(JSON.parse(String(data)).session?.id ?? 'unauthorized')
    socket.onerror = () => resolve('refused')
  })
}

describe.each(EXPRESSES)('%s', (_name, create) => {
  it('says so where a parser ate the body and left nothing', async () => {
    const { baseUrl } = await host(create, app => {
      app.use((request, _response, next) => request.resume().once('end', next))
      app.use('/pocketping', pocketping(engine()))
    })
    const response = await fetch(`${baseUrl}/pocketping/widget/sessions`, { method: 'POST', body: '{}' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({
      code: 'BODY_ALREADY_READ',
      message: expect.stringContaining('Mount PocketPing before'),
    })
  })

  it.each(['raw', 'text', 'json'] as const)('takes what express.%s() left', async parser => {
    const { baseUrl } = await host(create, app => {
      app.use(create[parser]({ type: () => true }), pocketping(engine()))
    })
    expect((await start(baseUrl)).token).toMatch(/^ppv_/)
  })

  it('carries several engines on one server, each at its own path', async () => {
    const { baseUrl } = await host(create, app => {
      app.use('/one', pocketping(engine()))
      app.use('/two', pocketping(engine()))
    })
    for (const path of ['/one', '/two', '/one']) {
      const { token, id } = await start(baseUrl + path)
      expect(await greet(baseUrl + path, token)).toBe(id)
    }
  })

  it('takes no WebSocket for another engine’s before it knows where each is mounted', async () => {
    const { baseUrl } = await host(create, (app, server) => {
      app.use('/one', pocketping(engine(), { server }))
      app.use('/two', pocketping(engine(), { server }))
    })
    expect(await greet(`${baseUrl}/one`, 'none')).toBe('refused')
    const { token, id } = await start(`${baseUrl}/two`)
    expect(await greet(`${baseUrl}/two`, token)).toBe(id)
    const one = await start(`${baseUrl}/one`)
    expect(await greet(`${baseUrl}/one`, one.token)).toBe(one.id)
  })

  it('takes a WebSocket before the first request where the server is given', async () => {
    const pp = engine()
    const first = await host(create, app => app.use('/pocketping', pocketping(pp)))
    const { token, id } = await start(`${first.baseUrl}/pocketping`)
    const second = await host(create, (app, server) => app.use('/pocketping', pocketping(pp, { server })))
    expect(await greet(`${second.baseUrl}/pocketping`, token)).toBe(id)
  })

  it('comes back by WebSocket after the first try where the server is found by itself', async () => {
    const pp = engine()
    const first = await host(create, app => app.use('/pocketping', pocketping(pp)))
    const { token, id } = await start(`${first.baseUrl}/pocketping`)
    const second = await host(create, app => app.use('/pocketping', pocketping(pp)))
    expect(await greet(`${second.baseUrl}/pocketping`, token)).toBe('refused')
    expect(await greet(`${second.baseUrl}/pocketping`, token)).toBe(id)
  })

  it('leaves routes before and after it alone', async () => {
    const { baseUrl } = await host(create, app => {
      app.use('/pocketping', pocketping(engine()))
      app.get('/pocket', (_request, response) => void response.send('mine'))
    })
    expect(await (await fetch(`${baseUrl}/pocket`)).text()).toBe('mine')
    expect((await fetch(`${baseUrl}/pocketping-docs`)).headers.get('content-type')).toContain('text/html')
  })
})

describe('a server that is shared', () => {
  it('leaves the upgrades of others to them', async () => {
    const server = createServer(express().use('/pocketping', pocketping(engine())))
    closers.push(async () => {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    })
    server.on('upgrade', (request, stream) => {
      if (request.url === '/mine') stream.end('HTTP/1.1 101 Switching Protocols\r\n\r\nmine')
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const { token, id } = await start(`http://127.0.0.1:${port}/pocketping`)
    const socket = createConnection(port, '127.0.0.1')
    socket.write('GET /mine HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: other\r\n\r\n')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(String(answer)).toContain('mine')
    socket.destroy()
    expect(await greet(`http://127.0.0.1:${port}/pocketping`, token)).toBe(id)
  })
})
