import { describe, expect, it } from 'vitest'
import { errorOf, get, onLoopback, type Place, post, serve } from '../../test/outgoing-stage.ts'
import type { OutgoingRequest } from '../contracts/outgoing.ts'

const ask = onLoopback({
  lookup: async name => (name.endsWith('internal.example') ? ['10.0.0.1'] : ['127.0.0.1']),
})

const HEADERS = {
  accept: 'text/plain',
  authorization: 'Bearer word',
  cookie: 'a=b',
  'content-type': 'application/json',
  'User-Agent': 'test',
  'X-Api-Key': 'word',
  'Webhook-Id': 'm1',
  'webhook-signature': 'v1,abc',
}
const KEPT = ['accept', 'content-type', 'user-agent', 'webhook-id', 'webhook-signature']
const LEFT = ['authorization', 'cookie', 'x-api-key']

/** Redirects everything but `/end`; counts with `/1`, `/2`, … where no `location` is given. */
async function redirecting(status: number, location?: string): Promise<Place> {
  return serve((request, response) => {
    if (request.url === '/end') return void response.end('the end')
    const next = `/${Number(request.url?.slice(1)) + 1}`
    response.writeHead(status, { location: location ?? next }).end('a redirect')
  })
}

/** The names of those headers of the last request that the caller gave. */
function given({ asked }: Place): string[] {
  return [...KEPT, ...LEFT].filter(name => asked.at(-1)?.headers[name] !== undefined)
}

describe('a GET', () => {
  it.each([301, 302, 303, 307, 308])('follows %i, and says where it came to', async status => {
    const { port, asked } = await redirecting(status, 'end')
    const answer = await ask(get(`http://hooks.example:${port}/1`))
    expect(answer).toMatchObject({ status: 200, url: `http://hooks.example:${port}/end` })
    expect(asked.map(({ method, path }) => [method, path])).toEqual([
      ['GET', '/1'],
      ['GET', '/end'],
    ])
  })

  it.each([300, 304, 305])('takes %i for the answer', async status => {
    const { port } = await redirecting(status, '/end')
    expect(await ask(get(`http://hooks.example:${port}/1`))).toMatchObject({ status })
  })

  it.each([0, 3])('follows %i redirects and no more: the next one is the answer', async maxRedirects => {
    const { port, asked } = await redirecting(302)
    const answer = await ask(get(`http://hooks.example:${port}/0`, { maxRedirects }))
    expect(answer).toMatchObject({ status: 302, url: `http://hooks.example:${port}/${maxRedirects}` })
    expect(new TextDecoder().decode(answer.body)).toBe('a redirect')
    expect(asked).toHaveLength(maxRedirects + 1)
  })

  it('gets out of a circle', async () => {
    const { port, asked } = await redirecting(302, '/round')
    expect(await ask(get(`http://hooks.example:${port}/round`))).toMatchObject({ status: 302 })
    expect(asked).toHaveLength(6)
  })

  it('follows a location in UTF-8', async () => {
    const { port } = await serve((request, response) => {
      if (request.url !== '/') return void response.end(decodeURI(request.url ?? ''))
      response.writeHead(302, { location: Buffer.from('/größe').toString('latin1') }).end()
    })
    const answer = await ask(get(`http://hooks.example:${port}/`))
    expect(new TextDecoder().decode(answer.body)).toBe('/größe')
  })
})

describe('a POST', () => {
  it.each([301, 302, 303])('takes %i for the answer', async status => {
    const { port, asked } = await redirecting(status, '/end')
    const answer = await ask(post(`http://hooks.example:${port}/1`))
    expect(answer).toMatchObject({ status, headers: { location: '/end' } })
    expect(asked).toHaveLength(1)
  })

  it.each([307, 308])('goes on as it was after %i', async status => {
    const { port, asked } = await redirecting(status, '/end')
    expect(await ask(post(`http://hooks.example:${port}/1`))).toMatchObject({ status: 200 })
    expect(asked).toMatchObject([
      { method: 'POST', path: '/1', body: '{"a":"ü"}' },
      { method: 'POST', path: '/end', body: '{"a":"ü"}' },
    ])
  })
})

describe('headers', () => {
  it('all go along to the same origin', async () => {
    const place = await redirecting(307, '/end')
    await ask(post(`http://hooks.example:${place.port}/1`, { headers: HEADERS }))
    expect(given(place)).toEqual([...KEPT, ...LEFT])
  })

  it.each([
    ['host', (port: number) => `http://other.example:${port}/end`],
    ['port', (_: number, otherPort: number) => `http://hooks.example:${otherPort}/end`],
  ])('that are secret stay behind where the %s is another', async (_, there) => {
    const other = await serve((_request, response) => response.end())
    const { port } = await serve((_request, response) => {
      response.writeHead(307, { location: there(other.port, other.port) }).end()
    })
    await ask(post(`http://hooks.example:${port}/1`, { headers: HEADERS }))
    expect(given(other)).toEqual(KEPT)
  })

  it('do not come back with the way back', async () => {
    const place = await serve((request, response) => {
      const host = request.headers.host ?? ''
      const [next, path] = host.startsWith('hooks') ? ['other', '/2'] : ['hooks', '/end']
      if (request.url === '/end') return void response.end()
      response.writeHead(308, { location: `http://${next}.example:${place.port}${path}` }).end()
    })
    await ask(post(`http://hooks.example:${place.port}/1`, { headers: HEADERS }))
    expect(place.asked.map(({ headers }) => String(headers.host).split('.')[0])).toEqual([
      'hooks',
      'other',
      'hooks',
    ])
    expect(given(place)).toEqual(KEPT)
  })
})

describe('a redirect', () => {
  it.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://internal.example/',
    'https://a.internal.example/',
    '//internal.example/',
    '\\\\internal.example/',
    'file:///etc/passwd',
    'http://someone:hunter2@hooks.example/',
    'http://[fe80::1%25eth0]/',
    'http://',
    `/${'a'.repeat(2048)}`,
  ])('to %s is refused', async location => {
    const { port, asked } = await redirecting(307, location)
    const kinds: ((url: string) => OutgoingRequest)[] = [get, post]
    for (const ofKind of kinds) {
      const error = await errorOf(ask(ofKind(`http://hooks.example:${port}/1?secret=1`)))
      expect(error.kind).toBe('refused')
      expect(error.message).toMatch(/^hooks\.example redirects to where we do not ask\. /)
      expect(error.message).not.toMatch(/secret|hunter2|meta-data/)
    }
    expect(asked).toHaveLength(2)
  })

  it('to where nobody answers is said to be one', async () => {
    const { port } = await redirecting(302, 'http://hooks.example:1/?secret=1')
    const error = await errorOf(ask(get(`http://hooks.example:${port}/1`)))
    expect(error).toMatchObject({ kind: 'unreachable' })
    expect(error.message).toBe(
      'There was no full answer from where hooks.example redirects to (ECONNREFUSED).',
    )
  })
})
