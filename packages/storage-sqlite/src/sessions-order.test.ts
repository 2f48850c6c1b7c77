import { DatabaseSync } from 'node:sqlite'
import type { SessionRecord, Storage } from '@pocketping/core'
import { expect, it } from 'vitest'
import { planOf } from '../test/plan.ts'
import { session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'
import { LIVELY_PAGE, PAGE } from './sessions.ts'

const MINUTE_MS = 60_000

/** Moves the session on, with activity at some time. */
async function act(storage: Storage, id: string, lastActivity: number): Promise<void> {
  const stored = await storage.findSession({ id })
  const record: SessionRecord = { ...(stored ?? session(id, 0)), lastActivity }
  const expectedSeq = stored?.seq ?? 0
  const change = { expectedSeq, record: { ...record, seq: expectedSeq + 1 } }
  expect(await storage.commit({ session: change })).toBe('committed')
}

async function listed(storage: Storage): Promise<string[]> {
  const ids: string[] = []
  for (let before: SessionRecord | undefined; ; ) {
    const query = { projectId: 'default', limit: 2 }
    const page = await storage.listSessions(before === undefined ? query : { ...query, before })
    ids.push(...page.map(({ id }) => id))
    before = page.at(-1)
    if (before === undefined) return ids
  }
}

it('reads no more of the sessions than a page has, and sorts none but the lively ones', () => {
  expect(planOf(PAGE)).toEqual([
    'SEARCH sessions USING INDEX sessions_by_active_at (project_id=? AND status=? AND (active_at,id)<(?,?))',
    'USING ROWID SEARCH ON TABLE lively_sessions FOR IN-OPERATOR',
    'SEARCH session_state USING INTEGER PRIMARY KEY (rowid=?)',
  ])
  expect(planOf(LIVELY_PAGE)).toEqual([
    'SCAN lively_sessions',
    'SEARCH sessions USING INTEGER PRIMARY KEY (rowid=?)',
    'SEARCH session_state USING INTEGER PRIMARY KEY (rowid=?)',
    'USE TEMP B-TREE FOR ORDER BY',
  ])
})

it('keeps the order where sessions take turns within a minute, whichever process writes', async () => {
  const file = temporaryFile()
  const both = [sqliteStorage({ file }), sqliteStorage({ file })] as const
  for (const storage of both) await storage.migrate()
  const ids = ['sess_a', 'sess_b', 'sess_c', 'sess_d', 'sess_e']
  const times = new Map<string, number>()
  const steps = Array.from({ length: 120 }, (_, step) => step)
  for (const step of steps) {
    const id = ids[(step * step + (step >> 3)) % ids.length] ?? ''
    const time = 10 * MINUTE_MS + step * 4700
    times.set(id, time)
    await act(both[(step >> 1) % 2 === 0 ? 0 : 1], id, time)
    const expected = [...times].sort(([, a], [, b]) => b - a).map(([id]) => id)
    for (const storage of both) expect(await listed(storage)).toEqual(expected)
  }
  for (const storage of both) await storage.close()
})

it('writes lively sessions down once they are calm, so that they do not pile up', async () => {
  const file = temporaryFile()
  const storage = sqliteStorage({ file, synchronous: 'normal' })
  await storage.migrate()
  const ids = Array.from({ length: 300 }, (_, index) => `sess_${1000 + index}`)
  for (const [index, id] of ids.entries())
    for (const later of [0, 1, 2]) await act(storage, id, 10 * MINUTE_MS + index * 3001 + later)
  const expected = ids.toReversed()
  expect(await listed(storage)).toEqual(expected)
  await storage.close()
  const database = new DatabaseSync(file)
  const { lively } = database.prepare('SELECT count(*) AS lively FROM lively_sessions').get() ?? {}
  // Those of the last minute.
  expect(lively).toBeLessThan(25)
  database.close()
  const again = sqliteStorage({ file })
  await again.migrate()
  // Also one that is written to again after it was written down.
  await act(again, 'sess_1000', 40 * MINUTE_MS)
  expect(await listed(again)).toEqual(['sess_1000', ...expected.slice(0, -1)])
  await again.close()
})
