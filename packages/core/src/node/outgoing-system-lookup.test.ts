import { expect, it } from 'vitest'
import { errorOf, get, onLoopback, serve, serveNames } from '../../test/outgoing-stage.ts'
import { createDnsLookup } from './outgoing-dns.ts'
import { createSystemLookup, lookupBySystem } from './outgoing-system-lookup.ts'

const forever = new AbortController().signal

/** A system that answers when it is told to. */
function slowSystem(): { ask: (name: string) => Promise<string[]>; asked: string[]; answer: () => void } {
  const asked: string[] = []
  const answers: (() => void)[] = []
  return {
    asked,
    ask: name => {
      asked.push(name)
      return new Promise(resolve => answers.push(() => resolve(['127.0.0.1'])))
    },
    answer: () => answers.shift()?.(),
  }
}

it('finds what stands in the hosts file alone', async () => {
  const { address } = await serveNames(() => undefined)
  const lookup = createDnsLookup({ servers: [address], otherwise: lookupBySystem })
  expect(await lookup('localhost', forever)).toContain('127.0.0.1')
})

it('asks for one name at a time, in their order', async () => {
  const { ask, asked, answer } = slowSystem()
  const lookup = createSystemLookup(ask)
  const [first, second] = [lookup('a', forever), lookup('b', forever)]
  await Promise.resolve()
  expect(asked).toEqual(['a'])
  answer()
  expect(await first).toEqual(['127.0.0.1'])
  await expect.poll(() => asked).toEqual(['a', 'b'])
  answer()
  expect(await second).toEqual(['127.0.0.1'])
})

it('goes on after a name that is not there', async () => {
  const lookup = createSystemLookup(async name => (name === 'a' ? Promise.reject(new Error(name)) : [name]))
  const [first, second] = [lookup('a', forever), lookup('b', forever)]
  await expect(first).rejects.toThrow('a')
  expect(await second).toEqual(['b'])
})

it('fails by the deadline of who waits, and does not ask for it afterwards', async () => {
  const { address } = await serveNames(() => undefined)
  const { port } = await serve((_, response) => response.end())
  const { ask, asked, answer } = slowSystem()
  const otherwise = createSystemLookup(ask)
  const fetch = onLoopback({ lookup: createDnsLookup({ servers: [address], otherwise }) })
  const first = fetch(get(`http://first:${port}/`))
  await expect.poll(() => asked).toEqual(['first'])
  expect(await errorOf(fetch(get('http://second/', { timeoutMs: 100 })))).toMatchObject({
    kind: 'unreachable',
    message: 'second did not answer in full within 100 ms.',
  })
  const third = fetch(get(`http://third:${port}/`))
  answer()
  expect(await first).toMatchObject({ status: 200 })
  await expect.poll(() => asked).toEqual(['first', 'third'])
  answer()
  expect(await third).toMatchObject({ status: 200 })
})
