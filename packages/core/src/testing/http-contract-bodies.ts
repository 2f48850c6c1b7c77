import { createConnection } from 'node:net'
import { expect, it, vi } from 'vitest'
import { badCommands, badStarts } from './http-contract-inputs.ts'
import { ask, expectError } from './http-contract-request.ts'
import type { SetHttpStage, WhyNot } from './http-contract-stage.ts'
import { itUnless } from './it-unless.ts'
import { PATIENTLY } from './patience.ts'

const TEN_MEGABYTES = 10 * 1024 * 1024

/** What arrives in bodies. */
export function bodyContract(setStage: SetHttpStage, whyNot: WhyNot): void {
  // Parsers such as express.json() refuse by themselves what is neither an object nor an array.
  const isForUs = ([, body]: [string, string | object]): boolean =>
    whyNot('rawBodies') === undefined || typeof body === 'object' || /^[{[]/.test(body)

  it('refuses what is not a command, and says what is wrong', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    for (const [what, body] of badCommands().filter(isForUs)) {
      const answer = await stage.ask('POST', '/widget/commands', { token, body })
      expect(`${what}: ${answer.status} ${answer.text}`).toContain(`${what}: 400 {`)
      expectError(answer, 400, 'BAD_REQUEST')
    }
    expect(stage.problems()).toEqual([])
  })

  it('answers in few words, whatever it is asked', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const body = { type: 'close', ['x'.repeat(60_000)]: 1 }
    const answer = await stage.ask('POST', '/widget/commands', { token, body })
    expectError(answer, 400, 'BAD_REQUEST')
    expect(answer.text.length).toBeLessThan(500)
  })

  it('refuses what does not start a conversation', async () => {
    const stage = await setStage()
    for (const [what, body] of badStarts().filter(isForUs)) {
      const answer = await stage.ask('POST', '/widget/sessions', { body })
      expect(`${what}: ${answer.status} ${answer.text}`).toContain(`${what}: 400 {`)
    }
    expect(await stage.pp.sessions({ projectId: 'shop' })).toEqual({ sessions: [] })
    expect(stage.problems()).toEqual([])
  })

  it('takes HTML, control characters and every script as text', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const hostile =
      '<script>alert(1)</script>\u0000\u001b[31m\u009b \u202e "\'`{{7*7}} 😀\ud83d \\u2028\u2028'
    const answer = await stage.send(visitor, 'msg_00000001', hostile)
    expect(JSON.parse(answer.text).message.content).toBe(
      '<script>alert(1)</script>[31m \u202e "\'`{{7*7}} 😀\ufffd \\u2028\u2028',
    )
    expect(answer.headers['x-content-type-options']).toBe('nosniff')
  })

  it('takes 4,000 characters of any script and refuses one more', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    expect((await stage.send(visitor, 'msg_00000001', '漢'.repeat(4000))).status).toBe(200)
    expectError(await stage.send(visitor, 'msg_00000002', 'a'.repeat(4001)), 400, 'BAD_REQUEST')
  })

  it('refuses a body that is a little too long', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const body = JSON.stringify({ type: 'close', padding: 'x'.repeat(70_000) })
    expectError(await stage.ask('POST', '/widget/commands', { token, body }), 413, 'BODY_TOO_LARGE')
    const inPieces = await stage.ask('POST', '/widget/commands', { token, body, isChunked: true })
    expectError(inPieces, 413, 'BODY_TOO_LARGE')
  })

  for (const isChunked of [false, true]) {
    itUnless(whyNot('rawBodies'))(
      `refuses 10 MB before it has read them (in pieces: ${isChunked})`,
      async () => {
        const stage = await setStage()
        const { token } = await stage.startVisitor()
        const body = Buffer.alloc(TEN_MEGABYTES, 'x')
        for (const path of ['/widget/sessions', '/widget/commands', '/bridges/desk']) {
          const answer = await stage.ask('POST', path, { token, body, isChunked })
          expectError(answer, 413, 'BODY_TOO_LARGE')
          expect(answer.headers.connection).toBe('close')
        }
        expect((await stage.send({ token }, 'msg_00000001', 'still here')).status).toBe(200)
      },
    )
  }

  itUnless(whyNot('rawBodies'))('refuses what is not JSON in UTF-8', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const invalid = Buffer.concat([
      Buffer.from('{"type":"close","x":"'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('"}'),
    ])
    for (const body of ['', '{', '{"type":"close"', 'type=close', '\u0000', 'undefined', invalid])
      for (const path of ['/widget/sessions', '/widget/commands'])
        expectError(await stage.ask('POST', path, { token, body }), 400, 'INVALID_JSON')
    // The mark that some editors put before UTF-8 is no part of the text.
    const marked = `\ufeff${JSON.stringify({ type: 'typing' })}`
    expect((await stage.ask('POST', '/widget/commands', { token, body: marked })).status).toBe(200)
  })

  itUnless(whyNot('rawBodies'))('keeps a connection whose small body it did not read', async () => {
    const stage = await setStage()
    const { hostname, port, pathname } = new URL(`${stage.baseUrl}/widget/commands`)
    const socket = createConnection(Number(port), hostname)
    let text = ''
    socket.setEncoding('utf8').on('data', part => {
      text += part
    })
    const head = `POST ${pathname} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 16\r\n\r\n`
    socket.write(head)
    await vi.waitFor(() => expect(text).toContain('UNAUTHORIZED'), PATIENTLY)
    socket.write('{"type":"close"}')
    socket.write(`${head}{"type":"close"}`)
    await vi.waitFor(() => expect(text.split('UNAUTHORIZED')).toHaveLength(3), PATIENTLY)
    socket.destroy()
  })

  itUnless(whyNot('rawBodies'))('lets go of a body that never ends', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const leaving = new AbortController()
    const headers = { 'content-length': '1000' }
    const asked = ask(`${stage.baseUrl}/widget/commands`, 'POST', { token, headers, signal: leaving.signal })
    await new Promise(resolve => setTimeout(resolve))
    leaving.abort()
    await expect(asked).rejects.toThrow()
    expect((await stage.send({ token }, 'msg_00000001', 'still here')).status).toBe(200)
    expect(stage.problems()).toEqual([])
  })
}
