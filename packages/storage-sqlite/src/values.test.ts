import { describe, expect, it } from 'vitest'
import { planOf } from '../test/plan.ts'
import { message } from '../test/records.ts'
import { sqliteStorage } from './index.ts'
import { RANGE } from './values.ts'

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
    expect(planOf(RANGE)).toEqual(['SEARCH kept_values USING PRIMARY KEY (key>? AND key<?)'])
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
})
