import { expect, it } from 'vitest'
import type { Storage } from '../contracts/storage.ts'
import { message, NOW, type Open, put, session, start } from './storage-contract-fixtures.ts'

const sessionId = 'sess_1'

/** Messages 1 to 6; then 2 is edited (7), 5 deleted (8), and 2 edited once more (9). */
async function changedConversation(storage: Storage): Promise<void> {
  await start(storage)
  for (let order = 1; order <= 6; order++) await put(storage, message(order))
  await put(storage, message(2, { seq: 7, content: 'edited', editedAt: NOW }))
  await put(storage, message(5, { seq: 8, content: '', deletedAt: NOW }))
  await put(storage, message(2, { seq: 9, content: 'edited twice', editedAt: NOW }))
}

async function changesAfter(storage: Storage, afterSeq: number, limit = 50): Promise<number[]> {
  return (await storage.listMessages({ sessionId, afterSeq, limit })).map(({ order }) => order)
}

export function messageContract(open: Open): void {
  it('finds a message by session and id', async () => {
    const storage = await open()
    await start(storage, { id: 'sess_1' })
    await start(storage, { id: 'sess_2' })
    await put(storage, message(1, { id: 'msg_same' }))
    await put(storage, message(1, { id: 'msg_same', sessionId: 'sess_2', content: 'other' }))
    expect(await storage.findMessage('sess_1', 'msg_same')).toMatchObject({ content: 'Message 1' })
    expect(await storage.findMessage('sess_2', 'msg_same')).toMatchObject({ content: 'other' })
    expect(await storage.findMessage('sess_1', 'msg_other')).toBeUndefined()
    expect(await storage.findMessage('sess_3', 'msg_same')).toBeUndefined()
  })

  it('keeps messages apart whose ids differ only in case', async () => {
    const storage = await open()
    await start(storage)
    await put(storage, message(1, { id: 'msg_abcdefgh' }), message(2, { id: 'msg_ABCDEFGH' }))
    expect(await storage.findMessage(sessionId, 'msg_abcdefgh')).toMatchObject({ order: 1 })
    expect(await storage.findMessage(sessionId, 'msg_ABCDEFGH')).toMatchObject({ order: 2 })
  })

  it('replaces a message that is put again', async () => {
    const storage = await open()
    await start(storage)
    await put(storage, message(1), message(2))
    const edited = message(1, { seq: 3, content: 'edited', editedAt: NOW })
    await put(storage, edited)
    expect(await storage.findMessage(sessionId, 'msg_1')).toEqual(edited)
    expect(await storage.listMessages({ sessionId, limit: 10 })).toEqual([message(2), edited])
  })

  it('finds each message of a long conversation', async () => {
    const storage = await open()
    await start(storage)
    const orders = Array.from({ length: 500 }, (_, index) => index + 1)
    await put(storage, ...orders.map(order => message(order)))
    for (const order of [1, 2, 128, 129, 250, 499, 500])
      expect(await storage.findMessage(sessionId, `msg_${order}`)).toEqual(message(order))
    expect(await storage.findMessage(sessionId, 'msg_501')).toBeUndefined()
  })

  it('reads the history backwards, page by page', async () => {
    const storage = await open()
    await changedConversation(storage)
    const page = async (beforeOrder?: number) => {
      const before = beforeOrder === undefined ? {} : { beforeOrder }
      return (await storage.listMessages({ sessionId, ...before, limit: 2 })).map(({ order }) => order)
    }
    expect(await page()).toEqual([6, 5])
    expect(await page(5)).toEqual([4, 3])
    expect(await page(3)).toEqual([2, 1])
    expect(await page(1)).toEqual([])
  })

  it('reads forwards what was written after an `order`, changed or not', async () => {
    const storage = await open()
    await changedConversation(storage)
    const page = async (afterOrder: number) =>
      (await storage.listMessages({ sessionId, afterOrder, limit: 3 })).map(({ order }) => order)
    expect(await page(0)).toEqual([1, 2, 3])
    expect(await page(3)).toEqual([4, 5, 6])
    expect(await page(6)).toEqual([])
  })

  it('reads what changed after a `seq`: new messages, and old ones at the place of their last change', async () => {
    const storage = await open()
    await changedConversation(storage)
    expect(await changesAfter(storage, 0)).toEqual([1, 3, 4, 6, 5, 2])
    expect(await changesAfter(storage, 3)).toEqual([4, 6, 5, 2])
    expect(await changesAfter(storage, 6)).toEqual([5, 2])
    expect(await changesAfter(storage, 8)).toEqual([2])
    expect(await changesAfter(storage, 9)).toEqual([])
    const [last] = await storage.listMessages({ sessionId, afterSeq: 8, limit: 1 })
    expect(last).toMatchObject({ id: 'msg_2', seq: 9, content: 'edited twice' })
  })

  it('reads changes page by page without missing one', async () => {
    const storage = await open()
    await changedConversation(storage)
    for (const limit of [1, 2, 4]) {
      const orders: number[] = []
      let afterSeq = 0
      while (orders.length < 100) {
        const page = await storage.listMessages({ sessionId, afterSeq, limit })
        expect(page.length).toBeLessThanOrEqual(limit)
        orders.push(...page.map(({ order }) => order))
        const last = page.at(-1)
        if (last === undefined) break
        afterSeq = last.seq
      }
      expect(orders).toEqual([1, 3, 4, 6, 5, 2])
    }
  })

  it('reads only the messages of the one session', async () => {
    const storage = await open()
    await start(storage, { id: 'sess_1' })
    await start(storage, { id: 'sess_2' })
    await put(storage, message(1, { sessionId: 'sess_1' }))
    await put(storage, message(2, { sessionId: 'sess_2' }), message(3, { sessionId: 'sess_2' }))
    for (const query of [{}, { afterSeq: 0 }, { afterOrder: 0 }]) {
      expect(await storage.listMessages({ sessionId: 'sess_1', ...query, limit: 10 })).toHaveLength(1)
      expect(await storage.listMessages({ sessionId: 'sess_2', ...query, limit: 10 })).toHaveLength(2)
      expect(await storage.listMessages({ sessionId: 'sess_3', ...query, limit: 10 })).toEqual([])
    }
  })

  it('keeps messages whose `order`s leave holes, since changes that are no messages are numbered too', async () => {
    const storage = await open()
    await start(storage)
    await put(storage, message(5), message(9))
    await storage.commit({ session: { expectedSeq: 9, record: session({ seq: 30 }) } })
    await put(storage, message(31))
    expect(await changesAfter(storage, 5)).toEqual([9, 31])
    expect(await storage.listMessages({ sessionId, beforeOrder: 31, limit: 1 })).toEqual([message(9)])
  })
}
