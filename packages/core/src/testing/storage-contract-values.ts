import { expect, it } from 'vitest'
import type { Batch, KeptValue, Storage } from '../contracts/storage.ts'
import type { Json } from '../protocol/json.ts'
import {
  addJobs,
  claimOne,
  job,
  NOW,
  type Open,
  outcome,
  session,
  settle,
  start,
} from './storage-contract-fixtures.ts'

const EVERY_KIND: readonly Json[] = [
  ...[null, false, true, 0, -1.5, NOW, '', 'text', 'NUL \u0000, half \ud83d, 💬'],
  ...[[], {}, [[null, { a: [] }]], JSON.parse('{"__proto__":{"a":null},"b":[1,"2"]}')],
]

function value(key: string, content: Json = `of ${key}`): KeptValue {
  return { key, value: content }
}

async function keep(storage: Storage, ...values: NonNullable<Batch['values']>): Promise<void> {
  expect(await storage.commit({ values })).toBe('committed')
}

async function keysFrom(storage: Storage, prefix: string): Promise<string[]> {
  return (await storage.listValues(prefix)).map(({ key }) => key)
}

/** `reopen` opens once more what was opened last and closed since. */
export function valueContract(open: Open, reopen: Open | undefined): void {
  it('finds nothing where nothing was put', async () => {
    const storage = await open()
    expect(await storage.listValues('')).toEqual([])
    await keep(storage, value('b'))
    expect(await storage.listValues('a')).toEqual([])
    expect(await storage.listValues('b2')).toEqual([])
  })

  it('puts values, replaces them by their key, and removes them', async () => {
    const storage = await open()
    await keep(storage, value('a', 1), value('b', { first: true, nested: [1] }))
    expect(await storage.listValues('')).toEqual([value('a', 1), value('b', { first: true, nested: [1] })])
    await keep(storage, value('b', { second: true }))
    expect(await storage.listValues('')).toEqual([value('a', 1), value('b', { second: true })])
    await keep(storage, { key: 'a' })
    expect(await storage.listValues('')).toEqual([value('b', { second: true })])
    await keep(storage, value('a', 2))
    expect(await storage.listValues('')).toEqual([value('a', 2), value('b', { second: true })])
  })

  it('removes exactly the key named, and minds no absent one', async () => {
    const storage = await open()
    await keep(storage, value('a'), value('A'), value('ab'))
    await keep(storage, { key: 'a' }, { key: 'none' })
    await keep(storage, { key: 'a' })
    expect(await keysFrom(storage, '')).toEqual(['A', 'ab'])
  })

  it('applies the values of a batch in their order', async () => {
    const storage = await open()
    await keep(storage, value('gone', 1), value('back', 1))
    await keep(
      storage,
      value('gone', 2),
      { key: 'back' },
      { key: 'gone' },
      value('back', 2),
      value('back', 3),
    )
    expect(await storage.listValues('')).toEqual([value('back', 3)])
  })

  it('lists by prefix, ordered by character codes, whatever the order of putting', async () => {
    const storage = await open()
    const sorted = ['bridge', 'bridge:', 'bridge:10', 'bridge:9', 'bridge:A', 'bridge:_', 'bridge:a']
    const others = ['Bridge:1', 'bridg', 'bridgf', 'a', '~']
    await keep(storage, ...[...sorted.slice(3), ...others, ...sorted.slice(0, 3)].map(key => value(key)))
    expect(await storage.listValues('bridge:')).toEqual(sorted.slice(1).map(key => value(key)))
    expect(await keysFrom(storage, 'bridge')).toEqual(sorted)
    expect(await keysFrom(storage, 'bridge:10')).toEqual(['bridge:10'])
    expect(await keysFrom(storage, '')).toEqual(['Bridge:1', 'a', 'bridg', ...sorted, 'bridgf', '~'])
  })

  for (const sign of ['_', '%', '*', '?', '[', '\\', "'", '"', '.', '$', ' ', '~']) {
    it(`takes ${sign} in a prefix for nothing but itself`, async () => {
      const storage = await open()
      const wanted = [`k${sign}`, `k${sign}${sign}`, `k${sign}x`]
      await keep(storage, ...['k', 'kx', 'kxx', `x${sign}`, `K${sign}`, ...wanted].map(key => value(key)))
      expect((await keysFrom(storage, `k${sign}`)).toSorted()).toEqual(wanted.toSorted())
      expect(await keysFrom(storage, `${sign}x`)).toEqual([])
      await keep(storage, { key: `k${sign}` })
      expect(await keysFrom(storage, `k${sign}`)).not.toContain(`k${sign}`)
      expect(await keysFrom(storage, 'kx')).toEqual(['kx', 'kxx'])
    })
  }

  it('gives back every kind of JSON, also `null`, and keys of any name', async () => {
    const storage = await open()
    const kinds = EVERY_KIND.map((content, index) => value(`kind-${10 + index}`, content))
    await keep(storage, ...kinds)
    expect(JSON.stringify(await storage.listValues('kind-'))).toBe(JSON.stringify(kinds))
    await keep(storage, ...kinds.map(({ key }) => value(key, null)))
    expect(await storage.listValues('kind-')).toEqual(kinds.map(({ key }) => value(key, null)))
    const names = ['', '1', '__proto__', 'constructor', 'toString', 'x'.repeat(255)]
    await keep(storage, ...names.map(key => value(key)))
    for (const key of names) expect(await storage.listValues(key)).toContainEqual(value(key))
  })

  it('keeps its own copy of what it was given, and hands out none that changes it', async () => {
    const storage = await open()
    const content = { parts: ['one'] }
    await keep(storage, { key: 'a', value: content })
    content.parts.push('two')
    const found = await storage.listValues('a')
    expect(found).toEqual([value('a', { parts: ['one'] })])
    try {
      for (const each of found) (each.value as typeof content).parts.push('three')
    } catch (error) {
      // A storage may as well hand out what cannot be changed.
      expect(error).toBeInstanceOf(TypeError)
    }
    const listed = await storage.listValues('a')
    expect(listed).toEqual([value('a', { parts: ['one'] })])
    listed.pop()
    expect(await storage.listValues('a')).toHaveLength(1)
  })

  it('neither puts, replaces nor removes any of a batch that is refused', async () => {
    const storage = await open()
    await start(storage)
    await addJobs(storage, job())
    const done = await claimOne(storage)
    await settle(storage, done, 'done')
    const keys = [{ key: 'update 1', expiresAt: NOW * 2 }]
    await storage.commit({ keys })
    const before = [value('replaced', 1), value('stays', 1)]
    await keep(storage, ...before)
    const values = [value('new', 2), value('replaced', 2), { key: 'stays' }]
    const stale = { expectedSeq: 7, record: session({ seq: 8 }) }
    expect(await storage.commit({ session: stale, values })).toBe('stale')
    expect(await storage.commit({ keys, values })).toBe('known')
    expect(await storage.commit({ outcome: outcome(done, 'done'), values })).toBe('lost')
    expect(await storage.listValues('')).toEqual(before)
  })

  it('stores many at once, each batch whole, and the last of them on top', async () => {
    const storage = await open()
    const writers = Array.from({ length: 50 }, (_, index) => index)
    const batchOf = (writer: number) => [
      value('shared-a', writer),
      value('shared-b', writer),
      value(`own-${writer}`),
    ]
    await Promise.all(writers.map(writer => keep(storage, ...batchOf(writer))))
    const [a, b] = await storage.listValues('shared-')
    expect(writers).toContain(a?.value)
    expect(b?.value).toBe(a?.value)
    expect(await storage.listValues('own-')).toHaveLength(50)
    for (const writer of writers) await keep(storage, value('shared-a', writer))
    expect(await storage.listValues('shared-a')).toEqual([value('shared-a', 49)])
  })

  // What ends with its process has nothing to be found again.
  if (reopen === undefined) return

  it('finds values again when it is opened again', async () => {
    const storage = await open()
    await keep(storage, value('a', null), value('b', [1]), value('gone'))
    await keep(storage, value('b', [2]), { key: 'gone' })
    await storage.close()
    expect(await (await reopen()).listValues('')).toEqual([value('a', null), value('b', [2])])
  })
}
