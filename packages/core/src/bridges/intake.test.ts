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

it.each(['live', 'missed'])(
  'keeps the order where what was %s is tried again while newer things are read',
  async how => {
    const { intake, inbox, pass, stored } = begin()
    if (how === 'live') await intake.catchUp(async () => undefined)
    inbox.refuse(1)
    const early =
      how === 'live' ? intake.take(item(101)) : intake.catchUp(async (_since, take) => void take(item(101)))
    await inbox.until(() => inbox.refused.length === 1)
    const caughtUp = intake.catchUp(async (_since, take) => {
      void take(item(102))
      void take(item(103))
    })
    const late = intake.take(item(104))
    await pass(60_000)
    await Promise.all([early, caughtUp, late])
    expect(stored()).toEqual(['101', '102', '103', '104'])
  },
)

it('never goes back to the position of an old message', async () => {
  const { intake, inbox } = begin()
  inbox.heardUpTo = '5000'
  await intake.catchUp(async () => undefined)
  await intake.take(item(100))
  expect(inbox.heardUpTo).toBe('5000')
  await intake.take(item(5001))
  expect(inbox.heardUpTo).toBe('5001')
})

it('does not hold more than fits while what was missed cannot be read, and reads it then', async () => {
  const { intake, inbox, stored, pass } = begin()
  inbox.heardUpTo = '100'
  let isDown = true
  const all: number[] = []
  const caughtUp = intake.catchUp(async (since, take) => {
    if (isDown) throw new Error('The history cannot be read.')
    for (const position of all) if (position > Number(since)) await take(item(position))
  })
  const answers: boolean[] = []
  for (let position = 101; position <= 25_100; position += 1) {
    all.push(position)
    void intake.take(item(position)).then(isStored => answers.push(isStored))
  }
  await pass(60_000)
  expect(answers).toHaveLength(20_000)
  expect(answers).not.toContain(true)
  isDown = false
  await pass(60_000)
  await caughtUp
  await intake.take(item(25_101))
  expect([...new Set(stored())]).toEqual([...all, 25_101].map(String))
  expect(inbox.heardUpTo).toBe('25101')
})

it('catches up twice at once, whichever ends first', async () => {
  const { intake, inbox, stored } = begin()
  inbox.heardUpTo = '100'
  let end = (): void => undefined
  const first = intake.catchUp(async (_since, take) => {
    await new Promise<void>(resolve => {
      end = resolve
    })
    await take(item(101))
  })
  const waiting = intake.take(item(103))
  await intake.catchUp(async (_since, take) => {
    for (const position of [101, 102]) await take(item(position))
  })
  await waiting
  expect(stored()).toEqual(['101', '102', '103'])
  end()
  await first
  expect(await intake.take(item(104))).toBe(true)
  expect(inbox.heardUpTo).toBe('104')
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
