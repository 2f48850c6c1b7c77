import { expect, it } from 'vitest'
import { PocketPing } from './pocketping.ts'
import { memoryStorage } from './storage/memory.ts'
import { manualClock } from './testing/manual-clock.ts'
import { textBridge } from './testing/text-bridge.ts'
import { textPlatform } from './testing/text-platform.ts'

const logger = { debug() {}, info() {}, warn() {}, error() {} }

it('closes the storage when it is stopped during a start that fails', async () => {
  const storage = memoryStorage()
  let closed = 0
  storage.migrate = () => Promise.reject(new Error('no disk'))
  storage.lease = () => Promise.reject(new Error('not migrated'))
  storage.close = async () => {
    closed += 1
  }
  const clock = manualClock()
  const bridge = textBridge({ id: 'text', clock, platform: textPlatform({ clock }) })
  const pp = new PocketPing({ storage, bridges: [bridge], logger, clock })
  const started = pp.start().catch(String)
  await pp.stop()
  expect(await started).toContain('no disk')
  expect(closed).toBe(1)
})

it('lets a second stop wait for the first', async () => {
  const storage = memoryStorage()
  let isClosed = false
  storage.close = async () => {
    await new Promise(resolve => setImmediate(resolve))
    isClosed = true
  }
  const pp = new PocketPing({ storage, logger })
  await pp.start()
  const first = pp.stop()
  await pp.stop()
  expect(isClosed).toBe(true)
  await first
})

it('closes the storage although a bridge cannot stop', async () => {
  const storage = memoryStorage()
  let closed = 0
  storage.close = async () => {
    closed += 1
  }
  const clock = manualClock()
  const bridge = textBridge({ id: 'text', clock, platform: textPlatform({ clock }) })
  bridge.stop = () => Promise.reject(new Error('stuck'))
  const pp = new PocketPing({ storage, bridges: [bridge], logger, clock })
  await pp.start()
  await expect(pp.stop()).rejects.toThrow('stuck')
  expect(closed).toBe(1)
})

it('does not wait for ever for a hook that never ends', async () => {
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  let isClosed = false
  storage.close = async () => {
    isClosed = true
  }
  let isCalled = (): void => undefined
  const called = new Promise<void>(resolve => {
    isCalled = resolve
  })
  const onSession = (): Promise<never> => {
    isCalled()
    return new Promise<never>(() => undefined)
  }
  const pp = new PocketPing({ storage, logger, clock, onSession })
  await pp.fetch(new Request('http://shop.example/widget/sessions', { method: 'POST', body: '{}' }))
  await called
  const stopped = pp.stop()
  await new Promise(resolve => setImmediate(resolve))
  expect(isClosed).toBe(false)
  const end = clock.elapsed() + 11_000
  while (clock.moveToNext(end - clock.elapsed())) await new Promise(resolve => setImmediate(resolve))
  await stopped
  expect(isClosed).toBe(true)
})
