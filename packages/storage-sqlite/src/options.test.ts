import { expect, it } from 'vitest'
import { sqliteStorage } from './index.ts'

it.each([
  [undefined, 'file'],
  [{}, 'file'],
  [{ fle: 'x' }, 'file'],
  [{ file: 5 }, 'file'],
  [{ file: 'x', synchronous: 'bogus' }, 'synchronous'],
  [{ file: 'x', lockTimeoutMs: 'soon' }, 'lockTimeoutMs'],
  [{ file: 'x', clock: null }, 'clock'],
  [{ file: 'x', wal: true }, 'wal'],
])('refuses %j and names %s', (options, name) => {
  const construct = sqliteStorage as (options: unknown) => unknown
  expect(() => construct(options)).toThrow(new RegExp(`sqliteStorage\\(\\): ${name}: `))
})
