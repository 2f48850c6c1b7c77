import { expect, it } from 'vitest'
import type { NewKey } from '../contracts/storage.ts'
import type { Json } from '../protocol/json.ts'
import { NOW, type Open, session, start } from './storage-contract-fixtures.ts'

const LATER = NOW * 2
const LONG = 'Ünïcode 💬 '.repeat(20_000)

function key(name: string, values: Partial<NewKey> = {}): NewKey {
  return { key: name, expiresAt: LATER, ...values }
}

/** `reopen` opens once more what was opened last and closed since. */
export function keyContract(open: Open, reopen: Open | undefined): void {
  it('finds a key that is there, and its value', async () => {
    const storage = await open()
    expect(await storage.findKey('a')).toBeUndefined()
    await storage.commit({ keys: [key('a'), key('b', { value: { status: 201, body: ['x'] } })] })
    expect(await storage.findKey('a')).toEqual({})
    expect(await storage.findKey('b')).toEqual({ value: { status: 201, body: ['x'] } })
    for (const other of ['', 'A', 'ab', 'c']) expect(await storage.findKey(other)).toBeUndefined()
  })

  it('does not find a key that has expired', async () => {
    const storage = await open()
    await storage.commit({ keys: [key('a', { expiresAt: 1, value: 'old' })] })
    expect(await storage.findKey('a')).toBeUndefined()
    expect(await storage.commit({ keys: [key('a', { value: 'new' })] })).toBe('committed')
    expect(await storage.findKey('a')).toEqual({ value: 'new' })
  })

  it('replaces an expired key as a whole', async () => {
    const storage = await open()
    await storage.commit({ keys: [key('a', { expiresAt: 1, value: 'old', sessionId: 'sess_1' })] })
    await storage.commit({ keys: [key('a')] })
    expect(await storage.findKey('a')).toEqual({})
    await storage.commit({ erased: { sessionId: 'sess_1' } })
    expect(await storage.findKey('a')).toEqual({})
  })

  it('keeps the first value where a key comes again', async () => {
    const storage = await open()
    await storage.commit({ keys: [key('a', { value: 1, sessionId: 'sess_1' })] })
    expect(await storage.commit({ keys: [key('a', { value: 2 })], values: [{ key: 'v', value: 2 }] })).toBe(
      'known',
    )
    expect(await storage.commit({ keys: [key('b'), key('a')] })).toBe('known')
    expect(await storage.findKey('a')).toEqual({ value: 1 })
    expect(await storage.findKey('b')).toBeUndefined()
    expect(await storage.listValues('')).toEqual([])
  })

  it('gives back every kind of value, also `null`, and long ones', async () => {
    const storage = await open()
    const kinds: Json[] = [null, false, 0, '', 'NUL \u0000, half \ud83d', [], {}, [[{ a: null }]], LONG]
    await storage.commit({ keys: kinds.map((value, index) => key(`kind-${index}`, { value })) })
    for (const [index, value] of kinds.entries()) {
      const found = await storage.findKey(`kind-${index}`)
      expect(JSON.stringify(found)).toBe(JSON.stringify({ value }))
    }
  })

  it('keeps its own copy of a value', async () => {
    const storage = await open()
    const value = { parts: ['one'] }
    await storage.commit({ keys: [key('a', { value })] })
    value.parts.push('two')
    expect(await storage.findKey('a')).toEqual({ value: { parts: ['one'] } })
  })

  it('adds no key of a batch that is refused', async () => {
    const storage = await open()
    await start(storage)
    const stale = { expectedSeq: 7, record: session({ seq: 8 }) }
    expect(await storage.commit({ session: stale, keys: [key('a', { value: 1 })] })).toBe('stale')
    expect(await storage.findKey('a')).toBeUndefined()
  })

  it('keeps the value of the one of many who adds it at once', async () => {
    const storage = await open()
    const writers = Array.from({ length: 50 }, (_, index) => index)
    const results = await Promise.all(
      writers.map(writer => storage.commit({ keys: [key('a', { value: writer })] })),
    )
    expect(results.filter(result => result === 'committed')).toHaveLength(1)
    expect(await storage.findKey('a')).toEqual({ value: results.indexOf('committed') })
  })

  // What ends with its process has nothing to be found again.
  if (reopen === undefined) return

  it('finds keys again when it is opened again, and which session they name', async () => {
    const storage = await open()
    await storage.commit({ keys: [key('a'), key('b', { value: LONG }), key('c', { sessionId: 'sess_1' })] })
    await storage.close()
    const again = await reopen()
    expect(await again.findKey('a')).toEqual({})
    expect(await again.findKey('b')).toEqual({ value: LONG })
    expect(await again.commit({ erased: { sessionId: 'sess_1' } })).toBe('committed')
    expect(await again.findKey('c')).toBeUndefined()
    expect(await again.findKey('a')).toEqual({})
  })
}
