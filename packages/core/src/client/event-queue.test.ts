import { describe, expect, it } from 'vitest'
import { PATIENTLY } from '../testing/patience.ts'
import { createEventQueue, type EventQueue } from './event-queue.ts'
import type { ClientEvent } from './events.ts'

const { poll } = expect

function event(id: number, type = 'session.updated'): ClientEvent {
  return { type, id: String(id), timestamp: '2026-01-05T09:00:00.000Z', sessionId: 'sess_1' } as ClientEvent
}

interface Told {
  queue: EventQueue
  handled: string[]
  /** Lets the handler that waits end. */
  go: (error?: Error) => void
  errors: unknown[]
  timesEmpty: number
}

function slowQueue(after?: string): Told {
  let next = Promise.withResolvers<void>()
  const told: Told = {
    handled: [],
    errors: [],
    timesEmpty: 0,
    go(error) {
      const current = next
      next = Promise.withResolvers<void>()
      if (error) current.reject(error)
      else current.resolve()
    },
    queue: createEventQueue({
      after,
      handle({ id }) {
        told.handled.push(id)
        return next.promise
      },
      onError: error => told.errors.push(error),
      onEmpty() {
        told.timesEmpty += 1
      },
    }),
  }
  return told
}

describe('the events that wait', () => {
  it('are handed out one after the other, and each counts once its handler has ended', async () => {
    const told = slowQueue('0')
    told.queue.add(event(1))
    told.queue.add(event(2))
    expect(told.handled).toEqual(['1'])
    expect(told.queue.lastEventId).toBe('0')
    told.go()
    await poll(() => told.handled, PATIENTLY).toEqual(['1', '2'])
    expect(told.queue.lastEventId).toBe('1')
    told.go()
    await poll(() => told.queue.lastEventId, PATIENTLY).toBe('2')
    expect(told.timesEmpty).toBe(1)
  })

  it('go on after one whose handler fails, which does not count', async () => {
    const told = slowQueue('0')
    for (const id of [1, 2]) told.queue.add(event(id))
    const error = new Error('no room')
    told.go(error)
    await poll(() => told.handled, PATIENTLY).toEqual(['1', '2'])
    expect(told.errors).toEqual([error])
    expect(told.queue.lastEventId).toBe('0')
    told.go()
    await poll(() => told.queue.lastEventId, PATIENTLY).toBe('2')
  })

  it('are each taken once, also while they wait; typing has the id of another and is taken', async () => {
    const told = slowQueue()
    for (const id of [1, 1, 2, 2]) expect(told.queue.add(event(id))).toBe(true)
    told.queue.add(event(2, 'typing'))
    told.go()
    await poll(() => told.handled, PATIENTLY).toEqual(['1', '2'])
    told.go()
    await poll(() => told.handled, PATIENTLY).toEqual(['1', '2', '2'])
  })

  it('are where to go on while none has been handled', () => {
    const { queue } = slowQueue()
    expect(queue.resumeAfter).toBeUndefined()
    for (const id of [1, 2]) queue.add(event(id))
    expect(queue.resumeAfter).toBe('2')
    expect(queue.lastEventId).toBeUndefined()
  })

  it('are at most 10,000, and what was not taken can come again', async () => {
    const told = slowQueue()
    // One is with the handler.
    for (let id = 0; id <= 10_000; id += 1) expect(told.queue.add(event(id))).toBe(true)
    expect(told.queue.add(event(10_001))).toBe(false)
    told.go()
    await poll(() => told.handled.length, PATIENTLY).toBe(2)
    expect(told.queue.add(event(10_001))).toBe(true)
  })

  it('are forgotten on demand, and the one that is being handled still counts', async () => {
    const told = slowQueue()
    for (const id of [1, 2]) told.queue.add(event(id))
    told.queue.clear()
    told.go()
    await poll(() => told.queue.lastEventId, PATIENTLY).toBe('1')
    expect(told.handled).toEqual(['1'])
  })
})
