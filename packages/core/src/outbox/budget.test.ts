import { describe, expect, it } from 'vitest'
import { manualClock } from '../testing/manual-clock.ts'
import { createBudget } from './budget.ts'

const LIMITS = { messages: 3, perMs: 60_000 }

describe('a budget', () => {
  it('slides: each message comes free a minute after it was sent', () => {
    const clock = manualClock()
    const budget = createBudget(() => LIMITS, clock)
    budget.spend(1)
    clock.move(20_000)
    budget.spend(2)
    expect([budget.left(), budget.waitMs(1), budget.waitMs(2)]).toEqual([0, 40_000, 60_000])
    clock.move(40_000)
    expect([budget.left(), budget.waitMs(1), budget.waitMs(2)]).toEqual([1, 0, 20_000])
  })

  it('lets more than the window holds wait for an empty window, not for ever', () => {
    const clock = manualClock()
    const budget = createBudget(() => LIMITS, clock)
    expect(budget.waitMs(7)).toBe(0)
    budget.spend(1)
    expect(budget.waitMs(7)).toBe(60_000)
  })

  it('is nothing while the platform wants silence, with limits or without', () => {
    for (const limits of [LIMITS, undefined]) {
      const clock = manualClock()
      const budget = createBudget(() => limits, clock)
      budget.pause(5000)
      budget.pause(1000)
      expect([budget.left(), budget.waitMs(1), budget.waitMs(0), budget.pausedMs()]).toEqual([
        0, 5000, 5000, 5000,
      ])
      clock.move(5000)
      expect([budget.left() > 0, budget.waitMs(1), budget.pausedMs()]).toEqual([true, 0, 0])
    }
  })

  it('does not wait longer than it should when the clock is set back', () => {
    const clock = manualClock()
    const budget = createBudget(() => LIMITS, clock)
    budget.spend(3)
    budget.pause(5000)
    clock.jump(-3_600_000)
    expect(budget.waitMs(1)).toBeLessThanOrEqual(60_000)
    expect(budget.pausedMs()).toBeLessThanOrEqual(5000)
    clock.move(60_000)
    expect([budget.waitMs(1), budget.pausedMs()]).toEqual([0, 0])
  })
})
