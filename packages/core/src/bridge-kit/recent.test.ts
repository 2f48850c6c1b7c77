import { expect, it } from 'vitest'
import { recent } from './recent.ts'

it('remembers the last things that were set', () => {
  const names = recent<string>(2)
  names.set('a', 'Anna')
  names.set('b', 'Ben')
  names.set('a', 'Ada')
  names.set('c', 'Cleo')
  expect(['a', 'b', 'c'].map(key => names.get(key))).toEqual(['Ada', undefined, 'Cleo'])
  names.delete('a')
  expect(names.get('a')).toBeUndefined()
})
