import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { addUnsent, listUnsent, newRef, settleUnsent } from './outgoing.ts'
import { readSaved, writeSaved } from './saved.ts'

const refs = (key: string): string[] => listUnsent(key).map(({ ref }) => ref)

/** What a browser keeps, or refuses to keep. */
function storage(isFull = false): Storage {
  const items = new Map<string, string>()
  return {
    length: 0,
    clear: () => items.clear(),
    key: () => null,
    getItem: key => items.get(key) ?? null,
    removeItem: key => void items.delete(key),
    setItem(key, value) {
      if (isFull) throw new DOMException('full', 'QuotaExceededError')
      items.set(key, value)
    },
  }
}

describe('what is unsent', () => {
  beforeEach(() => vi.stubGlobal('localStorage', storage()))
  afterEach(() => vi.unstubAllGlobals())

  it('leaves in the order in which it came', () => {
    for (const ref of ['a', 'b', 'c']) addUnsent('order', ref, { type: 'close' })
    settleUnsent('order', 'b')
    expect(refs('order')).toEqual(['a', 'c'])
  })

  it('has room for a hundred', () => {
    for (let count = 1; count <= 100; count++)
      expect(addUnsent('room', `${count}`, { type: 'close' })).toBe(true)
    expect(addUnsent('room', '101', { type: 'close' })).toBe(false)
    settleUnsent('room', '1')
    expect(addUnsent('room', '102', { type: 'close' })).toBe(true)
  })

  it('keeps what was refused, with the reason, until it is tried again', () => {
    addUnsent('refused', 'a', { type: 'close' })
    settleUnsent('refused', 'a', { failed: 'too long' })
    expect(listUnsent('refused')[0]?.failed).toBe('too long')
    settleUnsent('refused', 'a', { failed: undefined })
    expect(listUnsent('refused')[0]?.failed).toBeUndefined()
  })

  it('is removed from the browser with the last of it', () => {
    addUnsent('gone', 'a', { type: 'close' })
    settleUnsent('gone', 'a')
    expect(localStorage.getItem('gone')).toBeNull()
  })

  it('lasts as long as the page where the browser keeps nothing', () => {
    vi.stubGlobal('localStorage', storage(true))
    writeSaved('full', { token: 'secret' })
    addUnsent('full', 'a', { type: 'close' })
    expect(readSaved('full').token).toBe('secret')
    expect(refs('full')).toEqual(['a'])
  })

  it('gets ids that the wire takes', () => {
    const ids = new Set(Array.from({ length: 1000 }, () => newRef('msg')))
    expect(ids.size).toBe(1000)
    for (const id of ids) expect(id).toMatch(/^msg_[A-Za-z0-9_-]{8,40}$/)
  })
})
