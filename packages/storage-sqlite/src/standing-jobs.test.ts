import { expect, it } from 'vitest'
import { planOf } from '../test/plan.ts'
import { READY } from './jobs.ts'
import { COUNT } from './standing-jobs.ts'

it('counts jobs without reading one', () => {
  const reads = planOf(COUNT).filter(step => step.startsWith('SCAN jobs') || step.startsWith('SEARCH jobs'))
  expect(reads).toEqual([
    'SCAN jobs USING COVERING INDEX jobs_ready',
    'SCAN jobs USING COVERING INDEX jobs_behind',
  ])
})

it('finds the jobs that are ready without sorting', () => {
  expect(planOf(READY)).toEqual(['SEARCH jobs USING INDEX jobs_ready (kind=? AND ready_at>?)'])
})
