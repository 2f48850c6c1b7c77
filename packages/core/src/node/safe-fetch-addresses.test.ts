import { describe, expect, it } from 'vitest'
import { errorOf, get, onLoopback, serve, serveRaw } from '../../test/outgoing-stage.ts'
import { createSafeFetch, safeFetch } from './safe-fetch.ts'

// Nobody can be connected to here, on any system, and no packet leaves for it.
const NOWHERE = '255.255.255.255'

/** Answers one after the other, and the last one for ever. */
function answering(...answers: string[][]): { lookup: (name: string) => Promise<string[]>; names: string[] } {
  const names: string[] = []
  return {
    names,
    lookup: async name => {
      names.push(name)
      return answers[Math.min(names.length, answers.length) - 1] ?? []
    },
  }
}

describe('safeFetch', () => {
  it.each([
    'http://127.0.0.1:PORT/',
    'http://127.1:PORT/',
    'http://2130706433:PORT/',
    'http://0x7f.1:PORT/',
    'http://017700000001:PORT/',
    'http://①②⑦.0.0.1:PORT/',
    'http://0:PORT/',
    'http://[::1]:PORT/',
    'http://[::]:PORT/',
    'http://[::ffff:127.0.0.1]:PORT/',
    'http://[::ffff:7f00:1]:PORT/',
    'http://localhost:PORT/',
    'http://localhost.:PORT/',
    'http://foo.localhost:PORT/',
    'http://example.com@127.0.0.1:PORT/',
    'http://127.0.0.1:PORT\\@example.com/',
    'http://127.0.0.1:PORT#@example.com/',
  ])('does not ask this machine: %s', async written => {
    const { port, asked } = await serve((_, response) => response.end())
    expect(await errorOf(safeFetch(get(written.replace('PORT', String(port)))))).toMatchObject({
      kind: 'refused',
    })
    expect(asked).toEqual([])
  })

  it.each(['file:///etc/passwd', 'ftp://example.com/', 'https://u:p@example.com/', 'example.com'])(
    'does not ask %s',
    async url => {
      expect(await errorOf(safeFetch(get(url)))).toMatchObject({ kind: 'refused' })
      const open = createSafeFetch({ allowPrivateAddresses: true })
      expect(await errorOf(open(get(url)))).toMatchObject({ kind: 'refused' })
    },
  )

  it('asks no DNS for what is of this machine by its name', async () => {
    const { names, lookup } = answering(['8.8.8.8'])
    const ask = createSafeFetch({ lookup })
    for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'a.b.localhost', '127.0.0.1', '[::1]'])
      expect(await errorOf(ask(get(`http://${host}/`)))).toMatchObject({ kind: 'refused' })
    expect(names).toEqual([])
  })
})

describe('a name', () => {
  it('is asked for without a thread', async () => {
    const calling = new AbortController()
    const error = errorOf(safeFetch(get('http://hooks.invalid/', { signal: calling.signal })))
    await new Promise(setImmediate)
    // So Node calls what waits on a thread for the system.
    expect(process.getActiveResourcesInfo()).not.toContain('GetAddrInfoReqWrap')
    calling.abort()
    expect(await error).toMatchObject({ kind: 'unreachable' })
  })

  it.each([
    ['a private address', ['127.0.0.1']],
    ['a public and a private one', ['8.8.8.8', '127.0.0.1']],
    ['a private and a public one', ['::1', '8.8.8.8']],
    ['a mapped one', ['::ffff:127.0.0.1']],
    ['one of the link', ['fe80::1%lo']],
    ['no address at all', ['localhost']],
  ])('that leads to %s is refused, and not where it leads', async (_, addresses) => {
    const { port, asked } = await serve((_request, response) => response.end())
    const ask = createSafeFetch({ lookup: async () => addresses })
    const error = await errorOf(ask(get(`http://hooks.example:${port}/?secret=1`)))
    expect(error.kind).toBe('refused')
    expect(error.message).toBe('hooks.example is not on the public Internet.')
    expect(asked).toEqual([])
  })

  it('is asked for once: whoever answers otherwise the second time is not heard', async () => {
    const { port, asked } = await serve((_, response) => response.end())
    const { names, lookup } = answering([NOWHERE], ['127.0.0.1'])
    const ask = onLoopback({ isAllowed: address => address === NOWHERE, lookup })
    const request = get(`http://hooks.example:${port}/`, { timeoutMs: 1000 })
    expect(await errorOf(ask(request))).toMatchObject({ kind: 'unreachable' })
    expect(names).toEqual(['hooks.example'])
    expect(asked).toEqual([])
    // The same name, asked for anew, is checked anew.
    expect(await errorOf(ask(request))).toMatchObject({ kind: 'refused' })
    expect(asked).toEqual([])
  })

  it('that leads elsewhere after a redirect to itself is refused there', async () => {
    const { port, asked } = await serve((_, response) => response.writeHead(302, { location: '/b' }).end())
    const { names, lookup } = answering(['127.0.0.1'], ['10.0.0.1'])
    const error = await errorOf(onLoopback({ lookup })(get(`http://hooks.example:${port}/a`)))
    expect(error.kind).toBe('refused')
    expect(error.message).not.toContain('10.0.0.1')
    expect(names).toEqual(['hooks.example', 'hooks.example'])
    expect(asked.map(({ path }) => path)).toEqual(['/a'])
  })

  it('is reached at another of its addresses where one is dead', async () => {
    const { port } = await serve((_, response) => response.end())
    const ask = createSafeFetch({ allowPrivateAddresses: true, lookup: async () => [NOWHERE, '127.0.0.1'] })
    expect(await ask(get(`http://hooks.example:${port}/`))).toMatchObject({ status: 200 })
  })
})

describe('the second wall', () => {
  it.each(['http', 'https'])(
    'says nothing over %s where the connection came to be elsewhere',
    async scheme => {
      let bytes = 0
      const port = await serveRaw(socket => socket.on('data', chunk => (bytes += chunk.length)))
      let checks = 0
      const ask = onLoopback({ isAllowed: () => ++checks === 1 })
      const error = await errorOf(ask(get(`${scheme}://hooks.example:${port}/`)))
      expect(error).toMatchObject({
        kind: 'refused',
        message: 'hooks.example is not on the public Internet.',
      })
      expect({ checks, bytes }).toEqual({ checks: 2, bytes: 0 })
    },
  )
})

describe('allowPrivateAddresses', () => {
  it('lets this machine be asked, by address and by name', async () => {
    const { port } = await serve((_, response) => response.end())
    const ask = createSafeFetch({ allowPrivateAddresses: true })
    for (const host of ['127.0.0.1', '2130706433', 'localhost', 'foo.localhost.'])
      expect(await ask(get(`http://${host}:${port}/`))).toMatchObject({ status: 200 })
  })
})
