import { expect, it } from 'vitest'
import type { SessionRecord } from '../contracts/records.ts'
import type { SessionQuery, Storage } from '../contracts/storage.ts'
import { NOW, type Open, session, start } from './storage-contract-fixtures.ts'

async function change(storage: Storage, record: SessionRecord): Promise<void> {
  const seq = record.seq + 1
  expect(await storage.commit({ session: { expectedSeq: record.seq, record: { ...record, seq } } })).toBe(
    'committed',
  )
}

/** The ids of all pages, walked by cursor. */
async function walk(storage: Storage, query: SessionQuery): Promise<string[]> {
  const ids: string[] = []
  let before: SessionRecord | undefined
  // No test has so many: a cursor that leads nowhere ends here.
  while (ids.length < 100) {
    const page = await storage.listSessions(before === undefined ? query : { ...query, before })
    expect(page.length).toBeLessThanOrEqual(query.limit)
    ids.push(...page.map(({ id }) => id))
    before = page.at(-1)
    if (before === undefined) break
  }
  return ids
}

export function sessionContract(open: Open): void {
  it('finds a session by id, by token hash, and by project and visitor', async () => {
    const storage = await open()
    const one = await start(storage, { id: 'sess_1' })
    const two = await start(storage, { id: 'sess_2' })
    for (const record of [one, two]) {
      const { id, tokenHash, projectId, visitorId } = record
      expect(await storage.findSession({ id })).toEqual(record)
      expect(await storage.findSession({ tokenHash })).toEqual(record)
      expect(await storage.findSession({ projectId, visitorId })).toEqual(record)
    }
  })

  it('finds nobody by what nobody has', async () => {
    const storage = await open()
    const { id, visitorId } = await start(storage)
    expect(await storage.findSession({ id: 'sess_2' })).toBeUndefined()
    expect(await storage.findSession({ id: id.toUpperCase() })).toBeUndefined()
    expect(await storage.findSession({ tokenHash: 'another' })).toBeUndefined()
    expect(await storage.findSession({ projectId: 'another', visitorId })).toBeUndefined()
    expect(await storage.findSession({ projectId: 'default', visitorId: 'another' })).toBeUndefined()
  })

  it('keeps the sessions of one visitor in two projects apart', async () => {
    const storage = await open()
    const one = await start(storage, { id: 'sess_1', projectId: 'shop', visitorId: 'vis_1' })
    const two = await start(storage, { id: 'sess_2', projectId: 'blog', visitorId: 'vis_1' })
    expect(await storage.findSession({ projectId: 'shop', visitorId: 'vis_1' })).toEqual(one)
    expect(await storage.findSession({ projectId: 'blog', visitorId: 'vis_1' })).toEqual(two)
  })

  it('follows a changed token hash', async () => {
    const storage = await open()
    const record = await start(storage, { tokenHash: 'old' })
    await change(storage, { ...record, tokenHash: 'new' })
    expect(await storage.findSession({ tokenHash: 'old' })).toBeUndefined()
    expect(await storage.findSession({ tokenHash: 'new' })).toMatchObject({ id: record.id, seq: 2 })
  })

  it('finds nobody by the hash of a revoked token, nor by an empty one', async () => {
    const storage = await open()
    for (const id of ['sess_1', 'sess_2']) {
      const record = await start(storage, { id, tokenHash: `hash ${id}` })
      await change(storage, { ...record, tokenHash: '' })
      expect(await storage.findSession({ tokenHash: `hash ${id}` })).toBeUndefined()
      expect(await storage.findSession({ id })).toMatchObject({ tokenHash: '' })
    }
    expect(await storage.findSession({ tokenHash: '' })).toBeUndefined()
  })

  it('lists the sessions of one project, newest activity first', async () => {
    const storage = await open()
    await start(storage, { id: 'sess_1', lastActivity: NOW + 1 })
    await start(storage, { id: 'sess_2', lastActivity: NOW + 3 })
    await start(storage, { id: 'sess_3', lastActivity: NOW + 2 })
    await start(storage, { id: 'sess_4', projectId: 'another' })
    const listed = await storage.listSessions({ projectId: 'default', limit: 10 })
    expect(listed.map(({ id }) => id)).toEqual(['sess_2', 'sess_3', 'sess_1'])
    expect(listed[0]).toEqual(session({ id: 'sess_2', lastActivity: NOW + 3 }))
    expect(await storage.listSessions({ projectId: 'none', limit: 10 })).toEqual([])
  })

  it('moves a session up when there is activity in it', async () => {
    const storage = await open()
    const one = await start(storage, { id: 'sess_1' })
    await start(storage, { id: 'sess_2', lastActivity: NOW + 60_000 })
    await change(storage, { ...one, lastActivity: NOW + 120_000 })
    expect(await walk(storage, { projectId: 'default', limit: 1 })).toEqual(['sess_1', 'sess_2'])
  })

  it('lists by status', async () => {
    const storage = await open()
    const one = await start(storage, { id: 'sess_1' })
    await start(storage, { id: 'sess_2', lastActivity: NOW - 1 })
    await start(storage, { id: 'sess_3', status: 'closed', lastActivity: NOW - 2 })
    await change(storage, { ...one, status: 'closed' })
    const query = { projectId: 'default', limit: 1 }
    expect(await walk(storage, { ...query, status: 'active' })).toEqual(['sess_2'])
    expect(await walk(storage, { ...query, status: 'closed' })).toEqual(['sess_1', 'sess_3'])
  })

  it('pages by cursor without missing or repeating one, also where many were active at the same time', async () => {
    const storage = await open()
    const times = [0, 5, 5, 5, 5, 5, 61_000, 61_000, 61_000, 200_000, 200_001]
    const ids: string[] = []
    for (const [index, time] of times.entries()) {
      // Neither in the order of the times nor in that of the ids.
      const id = `sess_${(index * 7) % times.length}`
      ids.push(id)
      await start(storage, { id, lastActivity: NOW + time })
    }
    for (const limit of [1, 2, 3, 100]) {
      const walked = await walk(storage, { projectId: 'default', limit })
      expect(walked.toSorted()).toEqual(ids.toSorted())
      const activity = walked.map(id => times[ids.indexOf(id)] ?? 0)
      expect(activity).toEqual(activity.toSorted((a, b) => b - a))
    }
  })
}
