import { DatabaseSync } from 'node:sqlite'
import type { Storage } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { message, say, session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'

const start = (storage: Storage, id: string) =>
  storage.commit({ session: { expectedSeq: 0, record: session(id) } })

/** Two storages on one file, each with its own memory of it, as two processes have. */
async function twoProcesses(): Promise<[Storage, Storage]> {
  const file = temporaryFile()
  const both: [Storage, Storage] = [
    sqliteStorage({ file, synchronous: 'normal' }),
    sqliteStorage({ file, synchronous: 'normal' }),
  ]
  for (const storage of both) await storage.migrate()
  return both
}

const THREAD = {
  ...{ bridgeId: 'telegram', threadId: 'topic', sessionId: 'sess_1', generation: 1, sentOrder: 0 },
  ...{ syncedSeq: 0, storedMark: 0, seenMark: 0, closed: false, card: '', cardAt: 1 },
}

describe('erasing', () => {
  it('leaves no row behind', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file, synchronous: 'normal' })
    await storage.migrate()
    await start(storage, 'sess_1')
    for (let count = 0; count < 50; count++) await say(storage, 'sess_1')
    const of = { sessionId: 'sess_1', expiresAt: 9e12 }
    await storage.commit({
      messages: [{ ...message('sess_1', 7), seq: 51 }],
      threads: [THREAD],
      copies: [{ ...THREAD, platformId: '1', messageId: 'msg_2', part: 0, origin: false, seq: 2 }],
      events: [{ ...of, projectId: 'default', at: 1, data: 1 }],
      keys: [{ ...of, key: 'k', value: 1 }],
      jobs: [{ kind: 'deliver', lane: 'telegram:sess_1', dueAt: 1 }],
    })
    await storage.commit({ erased: { sessionId: 'sess_1' } })
    await storage.close()
    const database = new DatabaseSync(file)
    const tables = database.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
    const filled = tables.filter(
      ({ name }) => Number(database.prepare(`SELECT count(*) AS rows FROM ${name}`).get()?.rows) > 0,
    )
    // Jobs of lanes that do not end in the session's id are of `say`; the newest event keeps its number.
    expect(filled.map(({ name }) => name).toSorted()).toEqual(['erased_keys', 'events', 'jobs'])
    expect(database.prepare('SELECT session_id, data FROM events').all()).toEqual([
      { session_id: '', data: 'null' },
    ])
    expect(database.prepare(`SELECT count(*) AS rows FROM jobs WHERE lane <> 'sess_1'`).get()?.rows).toBe(0)
    database.close()
  })

  it('is noticed by a process that remembers the session', async () => {
    const [ours, other] = await twoProcesses()
    await start(ours, 'sess_1')
    await say(ours, 'sess_1', 'secret')
    await other.commit({ erased: { sessionId: 'sess_1' } })
    // Takes the place of the erased one, and stands at the same `seq`.
    await start(other, 'sess_2')
    await say(other, 'sess_2', 'of another')

    expect(await ours.listMessages({ sessionId: 'sess_1', limit: 9 })).toEqual([])
    expect(await ours.findMessage('sess_1', 'msg_2')).toBeUndefined()
    expect(await ours.listKept('sess_1')).toEqual({ threads: [], copies: [], jobs: [] })
    const change = { expectedSeq: 2, record: session('sess_1', 3) }
    expect(await ours.commit({ session: change, messages: [message('sess_1', 3)] })).toBe('stale')
    await expect(ours.commit({ messages: [message('sess_1', 3)] })).rejects.toThrow('neither stored')
    await expect(ours.commit({ threads: [THREAD] })).rejects.toThrow('neither stored')
    const messages = await ours.listMessages({ sessionId: 'sess_2', limit: 9 })
    expect(messages.map(({ content }) => content)).toEqual(['of another'])
    expect(await start(ours, 'sess_1')).toBe('committed')
    await Promise.all([ours.close(), other.close()])
  })

  it('is taken back whole where its neighbours in a transaction fail', async () => {
    const [storage, other] = await twoProcesses()
    await start(storage, 'sess_1')
    await say(storage, 'sess_1')
    const results = await Promise.allSettled([
      storage.commit({ erased: { sessionId: 'sess_1' }, messages: [message('sess_none', 1)] }),
      storage.commit({ session: { expectedSeq: 2, record: session('sess_1', 3) } }),
    ])
    expect(results).toMatchObject([{ status: 'rejected' }, { value: 'committed' }])
    expect(await storage.findSession({ id: 'sess_1' })).toMatchObject({ seq: 3 })
    expect(await storage.listMessages({ sessionId: 'sess_1', limit: 9 })).toHaveLength(1)
    await Promise.all([storage.close(), other.close()])
  })
})
