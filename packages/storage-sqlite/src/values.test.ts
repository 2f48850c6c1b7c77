import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { message, session } from '../test/records.ts'
import { temporaryFile } from '../test/temporary-file.ts'
import { sqliteStorage } from './index.ts'
import { migrate } from './migrate.ts'
import { MIGRATIONS } from './schema.ts'
import { RANGE } from './values.ts'

function withDatabase<Result>(file: string, use: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file)
  try {
    return use(database)
  } finally {
    database.close()
  }
}

const schemaOf = (database: DatabaseSync) =>
  database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all()

describe('values', () => {
  it('finds exactly what begins with a prefix, also one of high characters', async () => {
    const storage = sqliteStorage({ file: ':memory:' })
    await storage.migrate()
    const starts = ['', 'a', '~', '\u007f', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '\u{10ffff}']
    const keys = [...new Set(starts.flatMap(start => starts.map(end => start + end)))]
    await storage.commit({ values: keys.map(key => ({ key, value: key })) })
    for (const prefix of keys) {
      const found = await storage.listValues(prefix)
      const expected = keys.filter(key => key.startsWith(prefix))
      expect(found.map(({ key }) => key).toSorted()).toEqual(expected.toSorted())
      expect(found.every(({ key, value }) => key === value)).toBe(true)
    }
    await storage.close()
  })

  it('reads no more of the table than begins with the prefix', () => {
    withDatabase(':memory:', database => {
      migrate(database, ':memory:', MIGRATIONS)
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${RANGE}`).all('a')
      expect(plan.map(({ detail }) => detail)).toEqual([
        'SEARCH kept_values USING PRIMARY KEY (key>? AND key<?)',
      ])
    })
  })

  it('stores none of a batch that fails, and those of its neighbours', async () => {
    const storage = sqliteStorage({ file: ':memory:' })
    await storage.migrate()
    const values = (key: string) => [{ key, value: key }]
    const results = await Promise.allSettled([
      storage.commit({ values: values('a') }),
      storage.commit({ values: values('broken'), messages: [message('sess_none', 1)] }),
      storage.commit({ values: values('b') }),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await storage.listValues('')).toEqual([...values('a'), ...values('b')])
    await storage.close()
  })

  it('are kept in a file of the version that knew none, beside all that it holds', async () => {
    const file = temporaryFile()
    const storage = sqliteStorage({ file })
    await storage.migrate()
    await storage.commit({
      session: { expectedSeq: 0, record: session('sess_1') },
      messages: [message('sess_1', 1)],
      jobs: [{ kind: 'deliver', lane: 'sess_1', dueAt: 1, payload: 'kept' }],
    })
    await storage.close()
    withDatabase(file, database => database.exec('DROP TABLE kept_values; PRAGMA user_version = 1'))
    const former = withDatabase(':memory:', database => {
      migrate(database, ':memory:', MIGRATIONS.slice(0, 1))
      return schemaOf(database)
    })
    expect(withDatabase(file, schemaOf)).toEqual(former)

    const upgraded = sqliteStorage({ file })
    await upgraded.migrate()
    expect(await upgraded.findSession({ id: 'sess_1' })).toEqual(session('sess_1'))
    expect(await upgraded.findMessage('sess_1', 'msg_1')).toEqual(message('sess_1', 1))
    const { jobs } = await upgraded.claimJobs({ kinds: ['deliver'], now: 1, leaseMs: 1, limit: 9 })
    expect(jobs).toMatchObject([{ lane: 'sess_1', payload: 'kept' }])
    expect(await upgraded.listValues('')).toEqual([])
    expect(await upgraded.commit({ values: [{ key: 'a', value: 1 }] })).toBe('committed')
    expect(await upgraded.listValues('')).toEqual([{ key: 'a', value: 1 }])
    await upgraded.close()
    expect(withDatabase(file, database => database.prepare('PRAGMA user_version').get())).toMatchObject({
      user_version: MIGRATIONS.length,
    })
  })
})
