import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { PocketPing } from '../pocketping.ts'
import { type MovableClock, movableClock } from '../testing/http-contract-clock.ts'
import { openFeed, openSocket } from '../testing/http-contract-feeds.ts'
import { toNodeHandler } from './node-handler.ts'
import { attachWebSockets } from './node-sockets.ts'

interface Host {
  pp: PocketPing
  server: Server
  baseUrl: string
  clock: MovableClock
  token: string
  sessionId: string
  detach: () => void
}

const hosts: Host[] = []

afterEach(async () => {
  for (const { pp, server } of hosts.splice(0)) {
    await pp.stop()
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
})

async function host(): Promise<Host> {
  const clock = movableClock()
  const pp = new PocketPing()
  const handle = toNodeHandler(pp)
  const server = createServer((request, response) => void handle(request, response))
  const detach = attachWebSockets(pp, server, { clock })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const started = await fetch(`${baseUrl}/widget/sessions`, { method: 'POST', body: '{}' })
  const { token, session } = (await started.json()) as { token: string; session: { id: string } }
  const made = { pp, server, baseUrl, clock, token, sessionId: session.id, detach }
  hosts.push(made)
  return made
}

describe('attachWebSockets', () => {
  it('cuts a socket that does not answer the heartbeat, and no other', async () => {
    const { pp, baseUrl, clock, token, sessionId } = await host()
    const alive = openFeed('socket', baseUrl, token, 0)
    const dead = openSocket(baseUrl)
    dead.say({ type: 'hello', token, after: 0 })
    await Promise.all([alive.first('changes'), dead.first('changes')])
    // It reads nothing any more, so it answers nothing either.
    dead.socket.pause()
    for (let beat = 0; beat < 5; beat += 1) {
      clock.move(30_000)
      // The answer to a ping is back once what was sent after it is.
      alive.say?.({ type: 'read', ref: `beat ${beat}`, read: 1 })
      await alive.until(all => all.some(update => update.type === 'ack' && update.ref === `beat ${beat}`))
    }
    expect(await pp.emitEvent(sessionId, 'ping')).toEqual({ delivered: 1 })
    dead.socket.terminate()
  })

  it('sends text of every length that a frame counts differently', async () => {
    const { pp, baseUrl, token, sessionId } = await host()
    const feed = openFeed('socket', baseUrl, token, 1)
    await expect.poll(async () => (await pp.emitEvent(sessionId, 'a')).delivered).toBe(1)
    const texts = [2, 60, 124, 126, 128, 500, 8000].map(length => 'ä'.repeat(length / 2))
    for (const text of texts) await pp.emitEvent(sessionId, 'b', { text })
    for (const length of [10_000, 32_000, 40_000]) {
      texts.push('漢'.repeat(length))
      await pp.sendMessage(sessionId, { content: '漢'.repeat(length) })
    }
    const told = (): unknown[] =>
      feed.updates.flatMap(update => {
        if (update.type === 'event') return update.data ? [update.data.text] : []
        return 'messages' in update ? (update.messages ?? []).map(({ content }) => content) : []
      })
    await feed.until(() => told().length === texts.length)
    expect(told()).toEqual(texts)
  })

  it('stops when it is told to, and when the server closes', async () => {
    const { server, baseUrl, clock, token, detach } = await host()
    const before = clock.pending()
    const feed = openFeed('socket', baseUrl, token, 0)
    await feed.first('changes')
    detach()
    expect(await feed.ended).toBe('1006')
    expect(clock.pending()).toBe(before - 1)
    expect(server.listenerCount('upgrade')).toBe(0)
    expect(server.listenerCount('close')).toBe(0)
  })

  it('leaves nothing of a client behind that goes while it comes', async () => {
    const { pp, baseUrl, token, sessionId } = await host()
    const sockets = Array.from({ length: 50 }, () => openSocket(baseUrl))
    for (const [index, { socket }] of sockets.entries()) {
      socket.on('open', () => {
        socket.send(JSON.stringify({ type: 'hello', token, after: 0 }))
        if (index % 2) socket.terminate()
        else socket.close()
      })
    }
    await Promise.all(sockets.map(({ ended }) => ended))
    await expect.poll(async () => (await pp.emitEvent(sessionId, 'ping')).delivered).toBe(0)
  })
})
