import { expect, it } from 'vitest'
import { copy, type Open, start } from './storage-contract-fixtures.ts'

const place = { bridgeId: 'telegram', sessionId: 'sess_1' }

export function copyContract(open: Open): void {
  it('finds a copy by its message and by its platform id', async () => {
    const storage = await open()
    await start(storage)
    await storage.commit({ copies: [copy()] })
    expect(await storage.listCopies({ ...place, messageIds: ['msg_1'] })).toEqual([copy()])
    expect(await storage.listCopies({ bridgeId: 'telegram', platformId: '100' })).toEqual([copy()])
    expect(await storage.listCopies({ ...place, messageIds: ['msg_2'] })).toEqual([])
    expect(await storage.listCopies({ ...place, messageIds: [] })).toEqual([])
    expect(await storage.listCopies({ bridgeId: 'telegram', platformId: '101' })).toEqual([])
  })

  it('gives all parts of several messages, ordered by message and part', async () => {
    const storage = await open()
    await start(storage)
    const parts = [
      copy({ platformId: '109', part: 2 }),
      copy({ platformId: '110', part: 10 }),
      copy({ platformId: '111', part: 1 }),
      copy({ platformId: '112', messageId: 'msg_2', part: 1 }),
      copy({ platformId: '113', messageId: 'msg_2', part: 0 }),
      copy({ platformId: '114', messageId: 'msg_3' }),
    ]
    await storage.commit({ copies: parts })
    const listed = await storage.listCopies({ ...place, messageIds: ['msg_1', 'msg_2', 'msg_4'] })
    expect(listed.map(({ messageId, part }) => `${messageId} ${part}`)).toEqual([
      'msg_1 1',
      'msg_1 2',
      'msg_1 10',
      'msg_2 0',
      'msg_2 1',
    ])
  })

  it('gives every message that shares a platform id', async () => {
    const storage = await open()
    await start(storage)
    const shared = [copy(), copy({ messageId: 'msg_2' }), copy({ messageId: 'msg_3' })]
    await storage.commit({ copies: shared })
    const listed = await storage.listCopies({ bridgeId: 'telegram', platformId: '100' })
    expect(listed.toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1))).toEqual(shared)
    const second = await storage.listCopies({ ...place, messageIds: ['msg_2'] })
    expect(second).toEqual([copy({ messageId: 'msg_2' })])
  })

  it('replaces a copy that is put again', async () => {
    const storage = await open()
    await start(storage)
    await storage.commit({ copies: [copy()] })
    await storage.commit({ copies: [copy({ seq: 5 })] })
    expect(await storage.listCopies({ ...place, messageIds: ['msg_1'] })).toEqual([copy({ seq: 5 })])
    expect(await storage.listCopies({ bridgeId: 'telegram', platformId: '100' })).toEqual([copy({ seq: 5 })])
  })

  it('forgets exactly the copies named, and minds no absent ones', async () => {
    const storage = await open()
    await start(storage)
    const kept = [copy({ messageId: 'msg_2' }), copy({ platformId: '101', part: 1 })]
    await storage.commit({ copies: [copy(), ...kept] })
    expect(await storage.commit({ forgotten: [copy(), copy({ platformId: 'none' })] })).toBe('committed')
    expect(await storage.listCopies({ bridgeId: 'telegram', platformId: '100' })).toEqual([kept[0]])
    expect(await storage.listCopies({ ...place, messageIds: ['msg_1'] })).toEqual([kept[1]])
  })

  it('puts a copy that the same batch forgets', async () => {
    const storage = await open()
    await start(storage)
    await storage.commit({ copies: [copy()] })
    await storage.commit({ forgotten: [copy()], copies: [copy({ seq: 2 })] })
    expect(await storage.listCopies({ ...place, messageIds: ['msg_1'] })).toEqual([copy({ seq: 2 })])
  })

  it('keeps the copies of two bridges and of two sessions apart', async () => {
    const storage = await open()
    await start(storage, { id: 'sess_1' })
    await start(storage, { id: 'sess_2' })
    const slack = copy({ bridgeId: 'slack' })
    const other = copy({ sessionId: 'sess_2', platformId: '101' })
    await storage.commit({ copies: [copy(), slack, other] })
    expect(await storage.listCopies({ ...place, messageIds: ['msg_1'] })).toEqual([copy()])
    expect(await storage.listCopies({ bridgeId: 'slack', platformId: '100' })).toEqual([slack])
    const ofOther = { bridgeId: 'telegram', sessionId: 'sess_2', messageIds: ['msg_1'] }
    expect(await storage.listCopies(ofOther)).toEqual([other])
  })
}
