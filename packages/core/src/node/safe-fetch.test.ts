import { getEventListeners, once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { errorOf, get, onLoopback, post, serve, serveRaw } from '../../test/outgoing-stage.ts'
import { OutgoingError } from '../contracts/outgoing.ts'
import { createSafeFetch } from './safe-fetch.ts'

const ask = onLoopback()

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body)
}

describe('an answer', () => {
  it('is what the server says, of whatever status', async () => {
    const { port, asked } = await serve((_, response) => {
      response.writeHead(503, { 'X-Word': 'ü', 'set-cookie': ['a=1', 'b=2'] }).end('later, größer')
    })
    const url = `http://hooks.example:${port}/a/b?c=d#e`
    const answer = await ask(post(url, { headers: { 'Content-Type': 'application/json' } }))

    expect(answer.status).toBe(503)
    expect(answer.headers).toMatchObject({ 'x-word': 'ü', 'set-cookie': 'a=1, b=2' })
    expect(answer.url).toBe(`http://hooks.example:${port}/a/b?c=d`)
    expect(textOf(answer.body)).toBe('later, größer')
    expect(asked).toMatchObject([{ method: 'POST', path: '/a/b?c=d', body: '{"a":"ü"}' }])
    expect(asked[0]?.headers).toEqual({
      'content-type': 'application/json',
      host: `hooks.example:${port}`,
      'accept-encoding': 'identity',
      'content-length': '10',
      connection: 'close',
    })
  })

  it('may come to a POST without a body, and have none', async () => {
    const { port, asked } = await serve((_, response) => response.writeHead(204).end())
    const { body: _, ...request } = post(`http://hooks.example:${port}/`)
    expect(await ask(request)).toMatchObject({ status: 204, body: new Uint8Array() })
    expect(asked[0]?.headers['content-length']).toBe('0')
  })

  it('is not unpacked', async () => {
    const { port } = await serve((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('packed')
    })
    const answer = await ask(get(`http://hooks.example:${port}/`))
    expect(textOf(answer.body)).toBe('packed')
  })

  it('is cut after maxBytes, and the connection with it', async () => {
    let closed: Promise<unknown> | undefined
    const { port } = await serve((_, response) => {
      closed = once(response, 'close')
      const pour = (): void => {
        if (!response.destroyed) response.write('x'.repeat(10_000), pour)
      }
      pour()
    })
    const answer = await ask(get(`http://hooks.example:${port}/`, { maxBytes: 12_345 }))
    expect(answer.body).toHaveLength(12_345)
    await closed
  })

  it('of exactly maxBytes is whole', async () => {
    const { port } = await serve((_, response) => response.end('12345'))
    const answer = await ask(get(`http://hooks.example:${port}/`, { maxBytes: 5 }))
    expect(textOf(answer.body)).toBe('12345')
  })

  it('leaves no listener at the signal of the caller', async () => {
    const { port } = await serve((_, response) => response.end())
    const { signal } = new AbortController()
    await ask(get(`http://hooks.example:${port}/`, { signal }))
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})

describe('no answer', () => {
  it.each([
    ['resets the connection', undefined],
    ['resets it within the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc'],
    ['ends within the body', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc', 'end'],
    ['switches protocols', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: a\r\nconnection: upgrade\r\n\r\n'],
    ['speaks no HTTP', '220 mail.example ESMTP\r\n'],
    ['sends headers without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, 'end'],
    ['sends two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab', 'end'],
  ])('comes of a server that %s', async (_, words = '', way = 'reset') => {
    const port = await serveRaw(socket =>
      socket.once('data', () =>
        way === 'end' ? socket.end(words) : socket.write(words, () => socket.resetAndDestroy()),
      ),
    )
    const error = await errorOf(ask(get(`http://hooks.example:${port}/a?secret=1`)))
    expect(error).toBeInstanceOf(OutgoingError)
    expect(error.kind).toBe('unreachable')
    expect(error.message).toMatch(/^There was no full answer from hooks\.example( \([A-Z_]+\))?\.$/)
    expect(error.cause).toBeInstanceOf(Error)
  })

  it('comes of a port where nobody listens; the address stays unsaid', async () => {
    const elsewhere = createSafeFetch({ allowPrivateAddresses: true, lookup: async () => ['127.0.0.1'] })
    const error = await errorOf(elsewhere(get('http://hooks.example:1/?secret=1')))
    expect(error.kind).toBe('unreachable')
    expect(error.message).toBe('There was no full answer from hooks.example (ECONNREFUSED).')
    expect(String(error.cause)).toContain('127.0.0.1')
  })

  it('comes of a name that is not there, or leads nowhere', async () => {
    const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })
    const lost = onLoopback({ lookup: () => Promise.reject(unknown) })
    const error = await errorOf(lost(get('http://hooks.example/')))
    expect(error).toMatchObject({ kind: 'unreachable', cause: unknown })
    expect(error.message).toBe('There was no full answer from hooks.example (ENOTFOUND).')

    const empty = onLoopback({ lookup: async () => [] })
    expect(await errorOf(empty(get('http://hooks.example/')))).toMatchObject({ kind: 'unreachable' })
  })
})

describe('the time for all of it', () => {
  const message = 'hooks.example did not answer in full within 100 ms.'

  it('ends a look-up', async () => {
    const hanging = onLoopback({ lookup: () => new Promise(() => undefined) })
    const error = await errorOf(hanging(get('http://hooks.example/', { timeoutMs: 100 })))
    expect(error).toMatchObject({ kind: 'unreachable', message })
  })

  it.each(['http', 'https'])('ends the wait for a first word, over %s', async scheme => {
    const port = await serveRaw(() => undefined)
    const error = await errorOf(ask(get(`${scheme}://hooks.example:${port}/`, { timeoutMs: 100 })))
    expect(error).toMatchObject({ kind: 'unreachable', message })
  })

  it.each([
    ['headers', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'],
    ['a body', 'HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n', 'x'],
    ['news of an answer to come', '', 'HTTP/1.1 102 Processing\r\n\r\n'],
  ])('ends %s that come drop by drop', async (_, first, drop) => {
    let isCut: Promise<unknown> | undefined
    const port = await serveRaw(socket => {
      isCut = new Promise(resolve => socket.once('close', resolve))
      socket.write(first)
      const tap = setInterval(() => socket.write(drop), 10)
      socket.on('close', () => clearInterval(tap))
    })
    const error = await errorOf(ask(get(`http://hooks.example:${port}/`, { timeoutMs: 100 })))
    expect(error).toMatchObject({ kind: 'unreachable', message })
    await isCut
  })

  it('ends redirects', async () => {
    const { port } = await serve((_, response) => response.writeHead(302, { location: '/again' }).end())
    const request = get(`http://hooks.example:${port}/`, { timeoutMs: 100, maxRedirects: Infinity })
    expect(await errorOf(ask(request))).toMatchObject({ kind: 'unreachable', message })
  })

  it('may be endless', async () => {
    const { port } = await serve((_, response) => response.end())
    const request = get(`http://hooks.example:${port}/`, { timeoutMs: Infinity })
    expect(await ask(request)).toMatchObject({ status: 200 })
  })
})

describe('the signal of the caller', () => {
  it('calls a request off while it waits', async () => {
    const calling = new AbortController()
    const port = await serveRaw(socket => socket.once('data', () => calling.abort(new Error('enough'))))
    const error = await errorOf(ask(get(`http://hooks.example:${port}/`, { signal: calling.signal })))
    expect(error).toBeInstanceOf(OutgoingError)
    expect(error).toMatchObject({ kind: 'unreachable', cause: { message: 'enough' } })
    expect(error.message).toBe('The request to hooks.example was called off.')
    expect(getEventListeners(calling.signal, 'abort')).toEqual([])
  })

  it('calls it off before it begins', async () => {
    const { port, asked } = await serve((_, response) => response.end())
    const lookups: string[] = []
    const counting = onLoopback({ lookup: async name => (lookups.push(name) ? ['127.0.0.1'] : []) })
    const request = get(`http://hooks.example:${port}/`, { signal: AbortSignal.abort() })
    expect(await errorOf(counting(request))).toMatchObject({ kind: 'unreachable' })
    expect({ asked, lookups }).toEqual({ asked: [], lookups: [] })
  })
})

describe('headers of the caller', () => {
  it.each([
    ['a line break', { 'x-a': 'b\r\nx-c: d' }],
    ['a name that is none', { 'x a': 'b' }],
    ['another host', { Host: 'internal.example' }],
    ['another length', { 'Content-Length': '1' }],
    ['packed answers', { 'accept-encoding': 'gzip' }],
  ])('are refused with %s', async (_, headers) => {
    const { port, asked } = await serve((_request, response) => response.end())
    const error = await errorOf(ask(post(`http://hooks.example:${port}/`, { headers })))
    expect(error).toBeInstanceOf(OutgoingError)
    expect(error.kind).toBe('refused')
    expect(asked).toEqual([])
  })
})
