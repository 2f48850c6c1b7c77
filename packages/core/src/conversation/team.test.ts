import { expect, it } from 'vitest'
import type { Storage } from '../contracts/storage.ts'
import { memoryStorage } from '../storage/memory.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { createTeam, type Team } from './team.ts'

const ada = { bridgeId: 'text', operatorId: 'op-1', name: 'Ada' }
const logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }

function ignore(): void {
  // These tests look at what is stored.
}

function begin(): { clock: ManualClock; storage: Storage; process: () => Promise<Team> } {
  const clock = manualClock()
  const storage = memoryStorage({ clock })
  const process = async (): Promise<Team> => {
    const team = createTeam({ storage, clock, logger })
    await team.load()
    return team
  }
  return { clock, storage, process }
}

async function say(storage: Storage, team: Team, isAway: boolean, member = ada): Promise<boolean> {
  const kept = team.note(member, isAway)
  if (!kept) return false
  await storage.commit({ values: [kept] })
  team.learn(kept)
  return true
}

it('who is back is so also where another process was told that they are away', async () => {
  const { clock, storage, process } = begin()
  const one = await process()
  const other = await process()
  await say(storage, one, false)
  await other.load()
  clock.move(60_000)
  await say(storage, one, true)
  await say(storage, other, false)
  expect((await process()).isAway(['text'])).toBe(false)
})

it('what is stored while all is read is not forgotten', async () => {
  const { clock, storage, process } = begin()
  const team = await process()
  await say(storage, team, false)
  clock.move(60_000)
  const { listValues } = storage
  let answer = (): void => undefined
  storage.listValues = async prefix => {
    const found = await listValues(prefix)
    await new Promise<void>(resolve => {
      answer = resolve
    })
    return found
  }
  const loading = team.load()
  await say(storage, team, true)
  answer()
  await loading
  expect(team.isAway(['text'])).toBe(true)
  expect(await say(storage, team, false)).toBe(true)
})

it('who goes on writing is stored once in a while, and under whatever id a platform gives', async () => {
  const { clock, storage, process } = begin()
  const team = await process()
  const ids = ['__proto__', 'a:b', 'a%3Ab', '\ud83d', 'é\n']
  for (const operatorId of ids) await say(storage, team, true, { ...ada, operatorId })
  expect(await storage.listValues('operator:text:')).toHaveLength(ids.length)
  expect(await say(storage, team, true, { ...ada, operatorId: '__proto__' })).toBe(false)
  clock.jump(-86_400_000)
  expect((await process()).isAway(['text'])).toBe(true)
})
