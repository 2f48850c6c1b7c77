import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../shared/clock.ts'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { type RawAnswer, type RawApi, rawApi } from './testing/raw-api.ts'

let clock: ManualClock
let discord: DiscordEmulator
let api: RawApi

beforeEach(async () => {
  clock = manualClock()
  discord = await startDiscordEmulator({ clock })
  api = rawApi(discord)
})

afterEach(() => discord.stop())

const say = (channel = discord.channelId): Promise<RawAnswer> =>
  api('POST', `/channels/${channel}/messages`, { content: 'x' })

function limitsOf({ headers }: RawAnswer): Record<string, string> {
  return Object.fromEntries(
    [...headers].filter(([name]) => name.startsWith('x-ratelimit-') || name === 'retry-after'),
  )
}

it('says with every answer how much is left', async () => {
  expect(limitsOf(await say())).toEqual({
    'x-ratelimit-limit': '5',
    'x-ratelimit-remaining': '4',
    'x-ratelimit-reset': String((clock.now() + 5000) / 1000).concat('.000'),
    'x-ratelimit-reset-after': '5.000',
    'x-ratelimit-bucket': expect.stringMatching(/^[0-9a-f]{32}$/),
  })
})

it('refuses the sixth message of five seconds in one channel', async () => {
  for (let index = 0; index < 5; index++) await say()
  await clock.advance(1500)
  const refused = await say()
  expect(refused).toMatchObject({
    status: 429,
    body: { message: 'You are being rate limited.', retry_after: 3.5, global: false },
  })
  expect(limitsOf(refused)).toMatchObject({
    'retry-after': '4',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-scope': 'user',
  })
  expect(discord.journal.hammering()).toEqual([])
  await say()
  expect(discord.journal.hammering()).toHaveLength(1)
  const { id } = discord.asOperator.createThread({ name: 'Another place' })
  expect(await say(id)).toMatchObject({ status: 200 })
  await clock.advance(3500)
  expect(await say()).toMatchObject({ status: 200 })
})

it('takes fifty calls a second over all', async () => {
  const { limits } = discord
  Object.assign(limits, { messages: false, others: false })
  for (let index = 0; index < 50; index++) await api('GET', '/users/@me')
  const refused = await say()
  expect(refused).toMatchObject({ status: 429, body: { global: true, retry_after: 1 } })
  expect(limitsOf(refused)).toMatchObject({ 'x-ratelimit-global': 'true', 'x-ratelimit-scope': 'global' })
  await clock.advance(1000)
  expect(limitsOf(await say())).toEqual({})
})

it('lets a name change twice in ten minutes, and says so only in the refusal', async () => {
  const { id } = discord.asOperator.createThread({ name: 'Anna' })
  const rename = (name: string) => api('PATCH', `/channels/${id}`, { name })
  await rename('1')
  await rename('1')
  await rename('2')
  await clock.advance(60_000)
  const refused = await rename('3')
  expect(refused).toMatchObject({ status: 429, body: { retry_after: 540 } })
  expect(limitsOf(refused)).toMatchObject({ 'x-ratelimit-scope': 'shared', 'x-ratelimit-remaining': '49' })
  expect(await api('PATCH', `/channels/${id}`, { archived: true })).toMatchObject({ status: 200 })
})

it('counts invalid requests, and bans who makes too many', async () => {
  discord.limits.invalid = 4
  const stranger = rawApi(discord, 'wrong')
  expect(await stranger('GET', '/users/@me')).toMatchObject({
    status: 401,
    body: { message: '401: Unauthorized', code: 0 },
  })
  discord.asOperator.setBotPermissions([])
  await say()
  discord.faults.limit(1, 1)
  await say()
  // Those of a shared limit are nobody's fault, and neither is a 404.
  discord.faults.limit(1, 1, 'shared')
  await say()
  await api('GET', '/channels/1')
  expect(discord.journal.invalidRequests()).toBe(3)
  await say()
  const banned = await fetch(`${discord.url}/api/v10/users/@me`)
  expect([banned.status, await banned.text()]).toEqual([429, 'error code: 1015'])
  await clock.advance(600_000)
  expect(await api('GET', '/users/@me')).toMatchObject({ status: 200 })
})
