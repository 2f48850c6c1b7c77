import { expect, it } from 'vitest'
import type { Storage } from '../contracts/storage.ts'
import { NOW, type Open } from './storage-contract-fixtures.ts'

function lease(
  storage: Storage,
  holder: string,
  after = 0,
  leaseMs = 1000,
  name = 'gateway',
): Promise<boolean> {
  return storage.lease({ name, holder, now: NOW + after, leaseMs })
}

export function leaseContract(open: Open): void {
  it('gives a lease to one holder at a time', async () => {
    const storage = await open()
    expect(await lease(storage, 'a')).toBe(true)
    expect(await lease(storage, 'b')).toBe(false)
    expect(await lease(storage, 'b', 999)).toBe(false)
    expect(await lease(storage, 'b', 0, 1000, 'polling')).toBe(true)
  })

  it('renews the lease of its holder', async () => {
    const storage = await open()
    await lease(storage, 'a')
    expect(await lease(storage, 'a', 900)).toBe(true)
    expect(await lease(storage, 'b', 1800)).toBe(false)
  })

  it('gives a lease that ended to another, and then no longer to the former holder', async () => {
    const storage = await open()
    await lease(storage, 'a')
    expect(await lease(storage, 'b', 1001)).toBe(true)
    expect(await lease(storage, 'a', 1002)).toBe(false)
  })

  it('lets a holder take up again a lease that ended', async () => {
    const storage = await open()
    await lease(storage, 'a')
    expect(await lease(storage, 'a', 5000)).toBe(true)
    expect(await lease(storage, 'b', 5500)).toBe(false)
  })

  it('gives a lease back', async () => {
    const storage = await open()
    await lease(storage, 'a')
    expect(await lease(storage, 'a', 1, 0)).toBe(true)
    expect(await lease(storage, 'b', 2)).toBe(true)
  })

  it('gives back no lease that another has', async () => {
    const storage = await open()
    await lease(storage, 'a')
    expect(await lease(storage, 'b', 1, 0)).toBe(false)
    expect(await lease(storage, 'b', 2)).toBe(false)
  })

  it('gives a lease to exactly one of many who ask at once', async () => {
    const storage = await open()
    const holders = Array.from({ length: 20 }, (_, index) => `holder ${index}`)
    const answers = await Promise.all(holders.map(holder => lease(storage, holder)))
    expect(answers.filter(Boolean)).toHaveLength(1)
  })
}
