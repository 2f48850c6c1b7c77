import { expect, it } from 'vitest'
import type { Inbound } from '../contracts/bridge.ts'
import { recordingInbox } from '../testing/bridge-contract-inbox.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { createIntake, type IntakeItem, isLater } from './intake.ts'

const item = (position: number, lane = 'thread'): IntakeItem => ({
  position: String(position),
  lane,
  inbound: { type: 'delete', threadId: lane, platformId: String(position) },
})

const idOf = (inbound: Inbound): string => (inbound.type === 'delete' ? inbound.platformId : '')

function begin(): {
  inbox: ReturnType<typeof recordingInbox>
  pass: (ms: number) => Promise<void>
  intake: ReturnType<typeof createIntake>
  stored: () => string[]
} {
  const inbox = recordingInbox()
  const clock = manualClock()
  const intake = createIntake({ inbox, firstPosition: '100', clock })
  const pass = async (ms: number): Promise<void> => {
    const end = clock.elapsed() + ms
    const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
    await turn()
    while (clock.moveToNext(end - clock.elapsed())) await turn()
  }
  return { inbox, pass, intake, stored: () => inbox.stored.map(idOf) }
}

it('hands in what was missed before what is new', async () => {
  const { intake, inbox, stored } = begin()
  inbox.heardUpTo = '100'
  const isNewStored = intake.take(item(103))
  await intake.catchUp(async (since, take) => {
    expect(since).toBe('100')
    expect(stored()).toEqual([])
    await take(item(101))
    await take(item(102))
  })
  expect(await isNewStored).toBe(true)
  expect(stored()).toEqual(['101', '102', '103'])
  expect(inbox.heardUpTo).toBe('103')
})

it('starts from now where nothing was heard before', async () => {
  const { intake, inbox } = begin()
  await intake.catchUp(async since => expect(since).toBeUndefined())
  expect(inbox.heardUpTo).toBe('100')
})

it('does not move on past what could not be stored, and tries it again', async () => {
  const { intake, inbox, pass, stored } = begin()
  await intake.catchUp(async () => undefined)
  inbox.refuse(1)
  const first = intake.take(item(101))
  await inbox.until(() => inbox.refused.length === 1)
  await intake.take(item(102, 'other'))
  expect(inbox.heardUpTo).toBe('100')
  await pass(1000)
  await first
  expect(stored()).toEqual(['102', '101'])
  expect(inbox.heardUpTo).toBe('102')
})

it('keeps the order of a lane while the first in it is being tried again', async () => {
  const { intake, inbox, pass, stored } = begin()
  await intake.catchUp(async () => undefined)
  inbox.refuse(2)
  const all = [101, 102, 103].map(position => intake.take(item(position)))
  await inbox.until(() => inbox.refused.length === 1)
  await pass(60_000)
  await Promise.all(all)
  expect(stored()).toEqual(['101', '102', '103'])
})

it('tries to read what was missed again', async () => {
  const { intake, inbox, pass } = begin()
  let tries = 0
  const caughtUp = intake.catchUp(async (_since, take) => {
    tries += 1
    await take(item(101))
    if (tries === 1) throw new Error('The platform is down.')
  })
  await inbox.until(() => inbox.stored.length === 1)
  await pass(1000)
  await caughtUp
  expect(tries).toBe(2)
  expect(inbox.heardUpTo).toBe('101')
})

it('stays held where it is interrupted while it catches up', async () => {
  const { intake, stored, inbox } = begin()
  inbox.heardUpTo = '100'
  await intake.catchUp(async () => intake.hold())
  const waiting = intake.take(item(102))
  await intake.catchUp(async (since, take) => {
    expect(since).toBe('100')
    await take(item(101))
  })
  await waiting
  expect(stored()).toEqual(['101', '102'])
})

it('leaves what waits to the next start', async () => {
  const { intake, inbox } = begin()
  inbox.heardUpTo = '100'
  const held = intake.take(item(101))
  await intake.stop()
  expect(await held).toBe(false)
  expect(await intake.take(item(102))).toBe(false)
  expect(inbox.stored).toEqual([])
  expect(inbox.heardUpTo).toBe('100')
})

it('compares positions as numbers', () => {
  expect(isLater('1000', '999')).toBe(true)
  expect(isLater('999', '1000')).toBe(false)
  expect(isLater('1700000000.000200', '1700000000.000100')).toBe(true)
  expect(isLater('5', '5')).toBe(false)
})
