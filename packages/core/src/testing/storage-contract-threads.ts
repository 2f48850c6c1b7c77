import { expect, it } from 'vitest'
import { type Open, start, thread } from './storage-contract-fixtures.ts'

const place = { bridgeId: 'telegram', sessionId: 'sess_1' }

export function threadContract(open: Open): void {
  it('finds a thread by its session and by its own id', async () => {
    const storage = await open()
    await start(storage)
    await storage.commit({ threads: [thread()] })
    expect(await storage.findThread(place)).toEqual(thread())
    expect(await storage.findThread({ bridgeId: 'telegram', threadId: 'topic-1' })).toEqual(thread())
    expect(await storage.findThread({ bridgeId: 'telegram', sessionId: 'sess_2' })).toBeUndefined()
    expect(await storage.findThread({ bridgeId: 'telegram', threadId: 'topic-2' })).toBeUndefined()
  })

  it('replaces a thread that is put again', async () => {
    const storage = await open()
    await start(storage)
    await storage.commit({ threads: [thread()] })
    const moved = thread({ sentOrder: 7, syncedSeq: 9, closed: true, card: 'Ada' })
    await storage.commit({ threads: [moved] })
    expect(await storage.findThread(place)).toEqual(moved)
  })

  it('gives the thread of the highest generation as the current one, and still finds the one it replaced', async () => {
    const storage = await open()
    await start(storage)
    const first = thread({ threadId: 'topic-9' })
    const second = thread({ threadId: 'topic-10', generation: 2 })
    await storage.commit({ threads: [second] })
    await storage.commit({ threads: [first] })
    expect(await storage.findThread(place)).toEqual(second)
    expect(await storage.findThread({ bridgeId: 'telegram', threadId: 'topic-9' })).toEqual(first)
    const third = thread({ threadId: 'topic-1', generation: 3 })
    await storage.commit({ threads: [{ ...second, closed: true }, third] })
    expect(await storage.findThread(place)).toEqual(third)
  })

  it('keeps the threads of two bridges and of two sessions apart', async () => {
    const storage = await open()
    await start(storage, { id: 'sess_1' })
    await start(storage, { id: 'sess_2' })
    const slack = thread({ bridgeId: 'slack', threadId: 'topic-1' })
    const other = thread({ sessionId: 'sess_2', threadId: 'topic-2' })
    await storage.commit({ threads: [thread(), slack, other] })
    expect(await storage.findThread(place)).toEqual(thread())
    expect(await storage.findThread({ bridgeId: 'slack', sessionId: 'sess_1' })).toEqual(slack)
    expect(await storage.findThread({ bridgeId: 'slack', threadId: 'topic-1' })).toEqual(slack)
    expect(await storage.findThread({ bridgeId: 'telegram', sessionId: 'sess_2' })).toEqual(other)
    expect(await storage.findThread({ bridgeId: 'slack', sessionId: 'sess_2' })).toBeUndefined()
  })
}
