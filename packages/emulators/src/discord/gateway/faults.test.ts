import { type Client, Events, type Message, type TextChannel } from 'discord.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from '../emulator.ts'
import { login, nextEvent } from '../testing/login.ts'

let discord: DiscordEmulator
let client: Client<true>
let heard: string[]

const hears = (text: string): Promise<[Message]> =>
  nextEvent(client, Events.MessageCreate, message => message.content === text) as Promise<[Message]>

beforeEach(async () => {
  discord = await startDiscordEmulator()
  client = await login(discord)
  heard = []
  client.on(Events.MessageCreate, message => heard.push(message.content))
})

afterEach(async () => {
  await client.destroy()
  await discord.stop()
})

it('brings what was missed after a broken line', async () => {
  const heardIt = hears('in between')
  discord.faults.dropGateway()
  discord.asOperator.send({ text: 'in between' })
  await heardIt
  expect(discord.journal.gateway('identify')).toHaveLength(1)
  expect(discord.journal.gateway('resumed')).toHaveLength(1)
})

it('resumes when it is asked to connect again', async () => {
  const resumed = nextEvent(client, Events.ShardResume)
  discord.faults.requestReconnect()
  await resumed
  expect(discord.journal.gateway('close')).toMatchObject([{ code: 4200, by: 'client' }])
})

it('resumes a session that is void for a moment, and starts another when it is really gone', async () => {
  const resumed = nextEvent(client, Events.ShardResume)
  discord.faults.invalidateSession(true)
  await resumed
  const ready = nextEvent(client, Events.ShardReady)
  discord.faults.invalidateSession()
  discord.asOperator.send({ text: 'never to be heard' })
  await ready
  expect(discord.journal.gateway('identify')).toHaveLength(2)
  const heardIt = hears('afterwards')
  discord.asOperator.send({ text: 'afterwards' })
  await heardIt
  expect(heard).toEqual(['afterwards'])
})

it('repeats, reorders and holds events', async () => {
  discord.faults.reorderEvents()
  let last = hears('1')
  for (const text of ['1', '2']) discord.asOperator.send({ text })
  await last
  expect(heard).toEqual(['2', '1'])

  discord.faults.repeatEvents()
  last = hears('4')
  for (const text of ['3', '4']) discord.asOperator.send({ text })
  await last
  // discord.js itself drops a message of another author that it has; a raw client sees it twice.
  expect(heard).toEqual(['2', '1', '3', '4'])

  discord.faults.holdEvents()
  discord.asOperator.send({ text: '5' })
  const channel = (await client.channels.fetch(discord.channelId)) as TextChannel
  await channel.fetch(true)
  expect(heard).not.toContain('5')
  last = hears('5')
  discord.faults.releaseEvents()
  await last
})

it('leaves a line on which no heart is heard', async () => {
  const quick = await startDiscordEmulator({
    gateway: { heartbeatInterval: 40, isStrictAboutHeartbeats: false },
  })
  const other = await login(quick)
  quick.faults.silenceHeartbeats()
  await quick.until(() => quick.journal.gateway('resumed').length > 0)
  expect(quick.journal.gateway('close')[0]).toMatchObject({ code: 4200, by: 'client' })
  await other.destroy()
  await quick.stop()
})

it('goes down and comes back, while REST goes on', async () => {
  const heardIt = hears('while it was down')
  discord.faults.gatewayDown()
  discord.asOperator.send({ text: 'while it was down' })
  const channel = (await client.channels.fetch(discord.channelId, { force: true })) as TextChannel
  expect(channel.id).toBe(discord.channelId)
  discord.faults.gatewayUp()
  await heardIt
})
