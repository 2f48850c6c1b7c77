import { expect, it, vi } from 'vitest'
import { conversationOf, openSocket } from './http-contract-feeds.ts'
import { badCommands } from './http-contract-inputs.ts'
import type { HttpStage, SetHttpStage } from './http-contract-stage.ts'
import { PATIENTLY } from './patience.ts'

type Socket = ReturnType<typeof openSocket>

/** What arrives over a WebSocket, good and bad, and clients that do not read. */
export function frameContract(setStage: SetHttpStage): void {
  const greet = async (stage: HttpStage, token: string): Promise<Socket> => {
    const socket = openSocket(stage.baseUrl)
    socket.say({ type: 'hello', token, after: 0 })
    await socket.first('changes')
    return socket
  }

  it('acknowledges in the order of the frames, and only where a ref asks for it', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const socket = openSocket(stage.baseUrl)
    // A client need not wait for the answer to its hello: what it says is taken in turn.
    socket.say({ type: 'hello', token, after: 0 })
    for (let n = 100; n < 300; n += 1) {
      socket.say({ type: 'send', ref: String(n), id: `msg_00000${n}`, content: `Message ${n}` })
      if (n % 10 === 0) socket.say({ type: 'read', read: 1 })
    }
    const updates = await socket.until(all => all.filter(({ type }) => type === 'ack').length === 200)
    const refs = updates.flatMap(update => (update.type === 'ack' ? [update.ref] : []))
    expect(refs).toEqual(Array.from({ length: 200 }, (_, n) => String(n + 100)))
    const acks = updates.flatMap(update => (update.type === 'ack' ? [update.seq] : []))
    expect(acks).toEqual([...acks].sort((a, b) => a - b))
    expect(conversationOf(updates)).toMatchObject({ messages: { length: 200 } })
    socket.close()
  })

  it('cuts a client that sends far more than is taken', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const socket = await greet(stage, token)
    const frames = Array.from({ length: 5000 }, (_, n) => `{"type":"read","read":${n}}`)
    for (const frame of frames) socket.say(frame)
    expect(await socket.ended).toBe('4429')
  })

  it('answers a frame that is no command, and goes on', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const socket = await greet(stage, token)
    for (const [what, body] of badCommands()) {
      const before = socket.updates.length
      socket.say(body)
      const update = (await socket.until(all => all.length > before)).at(-1)
      expect([what, update]).toMatchObject([what, { type: 'error', error: { code: 'BAD_REQUEST' } }])
    }
    for (const text of ['', '{', 'hello', '\u0000']) {
      const before = socket.updates.length
      socket.say(text)
      const update = (await socket.until(all => all.length > before)).at(-1)
      expect(update).toMatchObject({ type: 'error', error: { code: 'INVALID_JSON' } })
    }
    socket.say({ type: 'hello', token, after: 0, ref: 'again' })
    socket.say({ type: 'send', ref: 'r1', id: 'msg_00000001', content: 'Hello' })
    expect(await socket.first('ack')).toMatchObject({ ref: 'r1', message: { content: 'Hello' } })
    expect(socket.updates).toContainEqual({ type: 'error', ref: 'again', error: expect.any(Object) })
    expect(stage.problems()).toEqual([])
    socket.close()
  })

  it('says with a limit when to try again', async () => {
    const stage = await setStage({ limits: { session: { burst: 1, perSecond: 0.5 } } })
    const { token } = await stage.startVisitor()
    const socket = await greet(stage, token)
    for (const ref of ['r1', 'r2']) socket.say({ type: 'read', ref, read: 1 })
    expect(await socket.first('error')).toMatchObject({
      ref: 'r2',
      retryAfterMs: 2000,
      error: { code: 'RATE_LIMITED' },
    })
    socket.close()
  })

  it('expects hello first', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const hellos: unknown[] = [
      { type: 'send', id: 'msg_00000001', content: 'Hello' },
      { type: 'hello' },
      { type: 'hello', token },
      { type: 'hello', token: { $ne: '' }, after: 0 },
      { type: 'hello', token, after: -1 },
      { type: 'hello', token, after: '0' },
      { type: 'hello', token, after: 0, admin: true },
      [],
      null,
      `{"__proto__":{"type":"hello","token":"${token}","after":0}}`,
      '{',
    ]
    for (const hello of hellos) {
      const socket = openSocket(stage.baseUrl)
      socket.say(hello === null ? 'null' : (hello as string | object))
      expect(await socket.ended).toBe('4400')
      expect(socket.updates).toMatchObject([{ type: 'error' }])
      expect(JSON.stringify(socket.updates)).not.toContain(token)
    }
  })

  it('cuts who says nothing for ten seconds', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const early = await greet(stage, token)
    const late = openSocket(stage.baseUrl)
    await new Promise(resolve => late.socket.once('open', resolve))
    // The server may learn of the socket later than its client.
    let ending = ''
    void late.ended.then(code => {
      ending = code
    })
    await vi.waitFor(() => {
      stage.clock.move(10_000)
      expect(ending).toBe('4408')
    }, PATIENTLY)
    early.say({ type: 'read', ref: 'r1', read: 1 })
    expect(await early.first('ack')).toMatchObject({ ref: 'r1' })
    early.close()
  })

  it('closes with the code of what was wrong', async () => {
    const stage = await setStage()
    const { token, id } = await stage.startVisitor()
    const wrong: [code: string, act: (socket: Socket) => void][] = [
      ['1003', ({ socket }) => socket.send(Buffer.from('{"type":"close"}'), { binary: true })],
      ['1007', ({ socket }) => socket.send(Buffer.from([0x22, 0xff, 0x22]), { binary: false })],
      ['1009', socket => socket.say(JSON.stringify({ type: 'close', padding: 'x'.repeat(70_000) }))],
      // 4,001 characters in bytes beyond a frame, in pieces.
      [
        '1009',
        ({ socket }) => {
          socket.send('x'.repeat(60_000), { fin: false })
          socket.send('x'.repeat(60_000), { fin: true })
        },
      ],
    ]
    for (const [code, act] of wrong) {
      const socket = await greet(stage, token)
      act(socket)
      expect(await socket.ended).toBe(code)
    }
    // Nothing of it was carried out.
    expect(await stage.pp.session(id)).toMatchObject({ status: 'active', seq: 1 })
    expect(stage.problems()).toEqual([])
  })
}
