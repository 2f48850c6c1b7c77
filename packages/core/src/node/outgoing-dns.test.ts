import { describe, expect, it } from 'vitest'
import { errorOf, get, onLoopback, type Records, serve, serveNames } from '../../test/outgoing-stage.ts'
import { createDnsLookup } from './outgoing-dns.ts'
import type { Lookup } from './outgoing-fetch.ts'
import { isPublicAddress } from './public-address.ts'

const forever = new AbortController().signal

/** Keeps how look-ups ended: at best an array of addresses, else the code of an error. */
function recorded(lookup: Lookup): { lookup: Lookup; ends: unknown[] } {
  const ends: unknown[] = []
  return {
    ends,
    lookup: (name, signal) => {
      const found = lookup(name, signal)
      found.then(
        addresses => ends.push(addresses),
        error => ends.push(error.code),
      )
      return found
    },
  }
}

function unknown(code: string): Error {
  return Object.assign(new Error(code), { code })
}

describe('a silent server of names', () => {
  it('is waited for until the deadline, and then no more', async () => {
    const { address, asked } = await serveNames(() => 'silent')
    const { lookup, ends } = recorded(createDnsLookup({ servers: [address] }))
    const ask = onLoopback({ lookup })
    expect(await errorOf(ask(get('http://hooks.example/', { timeoutMs: 100 })))).toMatchObject({
      kind: 'unreachable',
      message: 'hooks.example did not answer in full within 100 ms.',
    })
    await expect.poll(() => asked.toSorted()).toEqual(['A hooks.example', 'AAAA hooks.example'])
    await expect.poll(() => ends).toEqual(['ECANCELLED'])
  })

  it('holds up nobody else', async () => {
    const silent = await serveNames(() => 'silent')
    const { port } = await serve((_, response) => response.end('here'))
    const calling = new AbortController()
    const otherwise: Lookup = () => Promise.reject(new Error('asked the system'))
    const { lookup, ends } = recorded(createDnsLookup({ servers: [silent.address], otherwise }))
    const ask = onLoopback({ lookup })
    const stuck = Array.from({ length: 10 }, (_, at) =>
      errorOf(ask(get(`http://hooks${at}.example/`, { signal: calling.signal }))),
    )
    await expect.poll(() => silent.asked.length).toBeGreaterThanOrEqual(20)

    // Of an ordinary fetch, which finds the name by dns.lookup.
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('here')
    const other = await serveNames(() => ({ A: '127.0.0.1' }))
    const beside = onLoopback({ lookup: createDnsLookup({ servers: [other.address] }) })
    expect(await beside(get(`http://hooks.example:${port}/`))).toMatchObject({ status: 200 })

    expect(ends).toEqual([])
    calling.abort()
    for (const error of await Promise.all(stuck))
      expect(error.message).toMatch(/^The request to hooks\d\.example was called off\.$/)
    await expect.poll(() => ends).toEqual(Array(10).fill('ECANCELLED'))
  })

  it('is given up where no deadline is near, and the system is not asked instead', async () => {
    const { address, asked } = await serveNames(() => 'silent')
    const otherwise: Lookup = () => Promise.reject(new Error('asked the system'))
    const lookup = createDnsLookup({ servers: [address], tryMs: 20, otherwise })
    await expect(lookup('hooks.example', forever)).rejects.toMatchObject({ code: 'ETIMEOUT' })
    expect(asked).toHaveLength(6)
  })

  it('for one family does not keep the other back', async () => {
    const { address } = await serveNames((_, type) => (type === 'A' ? { A: '127.0.0.1' } : 'silent'))
    const { port } = await serve((_, response) => response.end())
    const ask = onLoopback({ lookup: createDnsLookup({ servers: [address] }) })
    // Sooner than the silent one would be given up.
    const request = get(`http://hooks.example:${port}/`, { timeoutMs: 10_000 })
    expect(await ask(request)).toMatchObject({ status: 200 })
  })
})

describe('addresses', () => {
  const A = '203.0.113.7'
  const AAAA = '2001:db8:0:0:0:0:0:7'
  it.each<[string, Records, string[]]>([
    ['IPv4 alone', { A }, [A]],
    ['IPv6 alone', { AAAA }, ['2001:db8::7']],
    ['both', { A, AAAA }, ['2001:db8::7', A]],
    ['an alias', { CNAME: 'elsewhere.example', A, AAAA }, ['2001:db8::7', A]],
  ])('are found: %s', async (_, records, addresses) => {
    const { address, asked } = await serveNames(() => records)
    const lookup = createDnsLookup({ servers: [address] })
    expect(await lookup('hooks.example', forever)).toEqual(addresses)
    expect(asked.toSorted()).toEqual(['A hooks.example', 'AAAA hooks.example'])
  })

  it('of one family are enough where the other fails', async () => {
    const { address } = await serveNames((_, type) => (type === 'A' ? { A } : 'failing'))
    expect(await createDnsLookup({ servers: [address] })('hooks.example', forever)).toEqual([A])
  })

  it.each<[string, Records]>([
    ['a private one of IPv4', { A: '10.0.0.1', AAAA: '2606:4700:0:0:0:0:0:1' }],
    ['a private one of IPv6', { A: '8.8.8.8', AAAA: '0:0:0:0:0:0:0:1' }],
    ['a mapped one', { AAAA: '0:0:0:0:0:ffff:7f00:0001' }],
    ['an alias of what is private', { CNAME: 'inside.example', A: '169.254.169.254' }],
  ])('are all checked: %s', async (_, records) => {
    const { address } = await serveNames(() => records)
    const lookup = createDnsLookup({ servers: [address] })
    const error = await errorOf(
      onLoopback({ lookup, isAllowed: isPublicAddress })(get('http://hooks.example/')),
    )
    expect(error).toMatchObject({
      kind: 'refused',
      message: 'hooks.example is not on the public Internet.',
    })
  })

  it('are asked for anew by each request, and checked anew', async () => {
    let A = '127.0.0.1'
    const { address } = await serveNames(() => ({ A }))
    const { port, asked } = await serve((_, response) => response.end())
    const ask = onLoopback({ lookup: createDnsLookup({ servers: [address] }) })
    const request = get(`http://hooks.example:${port}/`)
    expect(await ask(request)).toMatchObject({ status: 200 })
    A = '10.0.0.1'
    expect(await errorOf(ask(request))).toMatchObject({ kind: 'refused' })
    expect(asked).toHaveLength(1)
  })
})

describe('a name that DNS does not know', () => {
  it.each([
    ['is not there', undefined, 'ENOTFOUND'],
    ['has no address', {}, 'ENODATA'],
    ['cannot be asked for', 'failing' as const, 'ESERVFAIL'],
  ])('is unreachable where it %s', async (_, found, code) => {
    const { address } = await serveNames(() => found)
    const ask = onLoopback({ lookup: createDnsLookup({ servers: [address] }) })
    expect(await errorOf(ask(get('http://hooks.example/')))).toMatchObject({
      kind: 'unreachable',
      message: `There was no full answer from hooks.example (${code}).`,
    })
  })

  it('fails as the family does of which nothing is certain', async () => {
    const { address } = await serveNames((_, type) => (type === 'A' ? 'failing' : undefined))
    const found = createDnsLookup({ servers: [address] })('hooks.example', forever)
    await expect(found).rejects.toMatchObject({ code: 'ESERVFAIL' })
  })

  it('is looked for elsewhere where that is said', async () => {
    const { address } = await serveNames(name =>
      name === 'hooks.example' ? { A: '203.0.113.7' } : undefined,
    )
    const otherwise: Lookup = async name =>
      name === 'printer' ? ['10.0.0.9'] : Promise.reject(unknown('ENO'))
    const lookup = createDnsLookup({ servers: [address], otherwise })
    expect(await lookup('printer', forever)).toEqual(['10.0.0.9'])
    expect(await lookup('hooks.example', forever)).toEqual(['203.0.113.7'])
    await expect(lookup('scanner', forever)).rejects.toMatchObject({ code: 'ENO' })
  })

  it('is looked for elsewhere where there is no server at all', async () => {
    const otherwise: Lookup = async () => ['10.0.0.9']
    const lookup = createDnsLookup({ servers: ['127.0.0.1:1'], otherwise })
    expect(await lookup('printer', forever)).toEqual(['10.0.0.9'])
  })
})
