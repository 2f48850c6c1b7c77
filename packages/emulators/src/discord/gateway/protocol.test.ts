import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../../shared/clock.ts'
import { type DiscordEmulator, startDiscordEmulator } from '../emulator.ts'
import { noLimits } from '../limits.ts'
import { rawApi } from '../testing/raw-api.ts'
import { connectRaw, type RawGateway } from '../testing/raw-gateway.ts'

let clock: ManualClock
let discord: DiscordEmulator

const guilds = 1
const messages = 1 << 9
const content = 1 << 15

beforeEach(async () => {
  clock = manualClock()
  discord = await startDiscordEmulator({
    clock,
    limits: noLimits,
    gateway: { resumeBuffer: 5, sessionStarts: 3, resumeWindowMs: 60_000 },
  })
})

afterEach(() => discord.stop())

async function start(
  intents: number = guilds | messages | content,
): Promise<{ line: RawGateway; id: string }> {
  const line = await connectRaw(discord)
  line.identify(intents)
  const { session_id } = await line.event('READY')
  return { line, id: String(session_id) }
}

it('says hello, and after IDENTIFY who one is and what there is', async () => {
  const { line } = await start()
  expect(line.received[0]).toMatchObject({ op: 10, d: { heartbeat_interval: 41_250 } })
  expect(await line.event('READY')).toMatchObject({
    v: 10,
    user: { id: discord.applicationId, bot: true },
    guilds: [{ id: discord.guildId, unavailable: true }],
    resume_gateway_url: `${discord.url.replace('http', 'ws')}/gateway`,
    application: { id: discord.applicationId, flags: (1 << 19) | (1 << 15) },
  })
  expect(await line.event('GUILD_CREATE')).toMatchObject({
    id: discord.guildId,
    channels: [
      { id: discord.channelId, type: 0 },
      { id: discord.forumId, type: 15 },
    ],
    threads: [],
    members: [{ user: { id: discord.applicationId } }],
  })
  line.send({ op: 1, d: 2 })
  expect(await line.next(({ op }) => op === 11)).toBeDefined()
})

it.each([
  ['no JSON', 4002, '{'],
  ['more than 4096 bytes', 4002, { op: 3, d: { text: 'x'.repeat(4096) } }],
  ['an unknown opcode', 4001, { op: 99, d: {} }],
  ['something else before IDENTIFY', 4003, { op: 3, d: {} }],
  ['a wrong token', 4004, { op: 2, d: { token: 'wrong', intents: 1 } }],
  ['a shard that is not there', 4010, { op: 2, d: { shard: [1, 2], intents: 1 } }],
  ['unknown intents', 4013, { op: 2, d: { intents: 1 << 30 } }],
])('closes on %s with %i', async (_what, code, payload) => {
  const line = await connectRaw(discord)
  if (typeof payload === 'object' && payload.op === 2)
    line.send({ ...payload, d: { token: discord.token, ...payload.d } })
  else line.send(payload)
  expect(await line.closed).toBe(code)
})

it('closes on intents that are not granted, a second IDENTIFY, an old version and too many payloads', async () => {
  discord.asOperator.setPrivilegedIntents(['GUILD_MEMBERS'])
  const greedy = await connectRaw(discord)
  greedy.identify(content)
  expect(await greedy.closed).toBe(4014)
  const { line } = await start(guilds)
  line.identify(guilds)
  expect(await line.closed).toBe(4005)
  expect(await (await connectRaw(discord, 'v=6&encoding=json')).closed).toBe(4012)
  const chatty = await connectRaw(discord)
  for (let index = 0; index < 121; index++) chatty.send({ op: 1, d: null })
  expect(await chatty.closed).toBe(4008)
})

it('tells only what the intents ask for', async () => {
  const { line } = await start(guilds)
  discord.asOperator.send({ text: 'unheard' })
  discord.asOperator.createThread({ name: 'Anna' })
  await line.event('THREAD_CREATE')
  expect(line.events()).not.toContain('MESSAGE_CREATE')
})

it('tells nothing of channels that the bot does not see, and of their threads when it sees them again', async () => {
  const { line } = await start()
  const { id } = discord.asOperator.createThread({ name: 'Anna' })
  discord.asOperator.setChannelPermissions(discord.channelId, { deny: ['VIEW_CHANNEL'] })
  discord.asOperator.send({ threadId: id, text: 'unheard' })
  discord.asOperator.setChannelPermissions(discord.channelId, {})
  expect(await line.event('THREAD_LIST_SYNC')).toMatchObject({
    channel_ids: [discord.channelId],
    threads: [{ id }],
  })
  // The one about the thread, in the channel, came before.
  expect(line.received.filter(({ t }) => t === 'MESSAGE_CREATE')).toHaveLength(1)
})

it('resumes with what was missed, in order', async () => {
  const { line, id } = await start()
  const { s } = await line.next(({ t }) => t === 'GUILD_CREATE')
  line.close(4200)
  await discord.until(() => discord.sessions()[0]?.isConnected === false)
  discord.asOperator.send({ text: '1' })
  discord.asOperator.send({ text: '2' })
  const again = await connectRaw(discord)
  again.resume(id, s ?? 0)
  await again.event('RESUMED')
  expect(again.received.map(({ t, d }) => [t, (d as { content?: string }).content])).toEqual([
    [null, undefined],
    ['MESSAGE_CREATE', '1'],
    ['MESSAGE_CREATE', '2'],
    ['RESUMED', undefined],
  ])
  expect(discord.journal.gateway('resume', 'resumed')).toMatchObject([{ seq: 2 }, { replayed: 2 }])
})

it('does not resume what it has not kept, what was left for good, or what has timed out', async () => {
  const refused = async (id: string, seq: number) => {
    const line = await connectRaw(discord)
    line.resume(id, seq)
    return (await line.next(({ op }) => op === 9)).d
  }
  const first = await start()
  for (let index = 0; index < 6; index++) discord.asOperator.send({ text: `${index}` })
  expect(await refused(first.id, 2)).toBe(false)

  const second = await start()
  second.line.close(1000)
  await discord.until(() => discord.sessions().every(({ id }) => id !== second.id))
  expect(await refused(second.id, 2)).toBe(false)

  const third = await start()
  third.line.close(4200)
  await discord.until(() => discord.sessions().some(({ isConnected }) => !isConnected))
  await clock.advance(60_000)
  expect(await refused(third.id, 2)).toBe(false)
  expect(discord.journal.gateway('invalid')).toHaveLength(3)
})

it('closes on a number that was never given', async () => {
  const { id, line } = await start()
  line.close(4200)
  const again = await connectRaw(discord)
  again.resume(id, 99)
  expect(await again.closed).toBe(4007)
})

it('counts the sessions of a day, and takes the token from who starts too many', async () => {
  const api = rawApi(discord)
  await start()
  expect((await api('GET', '/gateway/bot')).body).toMatchObject({
    shards: 1,
    session_start_limit: { total: 3, remaining: 2, max_concurrency: 1 },
  })
  await clock.advance(24 * 3600_000)
  for (let index = 0; index < 3; index++) await start()
  const last = await connectRaw(discord)
  last.identify(guilds)
  expect(await last.closed).toBe(4004)
  expect(await api('GET', '/users/@me')).toMatchObject({ status: 401 })
})

it('throws out whose heart stands still, when it is strict about that', async () => {
  const strict = await startDiscordEmulator({
    clock,
    gateway: { isStrictAboutHeartbeats: true, heartbeatInterval: 1000 },
  })
  const line = await connectRaw(strict)
  await clock.advance(1500)
  line.send({ op: 1, d: null })
  await line.next(({ op }) => op === 11)
  await clock.advance(1500)
  await clock.advance(500)
  expect(await line.closed).toBe(4009)
  await strict.stop()
})

it('answers requests for members', async () => {
  const { line } = await start()
  const [maya] = discord.operators
  line.send({ op: 8, d: { guild_id: discord.guildId, user_ids: [maya?.id, '1'], limit: 0, nonce: 'n' } })
  expect(await line.event('GUILD_MEMBERS_CHUNK')).toMatchObject({
    members: [{ user: { username: 'maya' } }],
    not_found: ['1'],
    nonce: 'n',
  })
})
