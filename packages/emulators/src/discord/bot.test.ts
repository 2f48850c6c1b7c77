import { ChannelType, Client, Events, GatewayIntentBits, type Message, type TextChannel } from 'discord.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'

let discord: DiscordEmulator
let client: Client<true>
let channel: TextChannel
const received: Message[] = []

beforeEach(async () => {
  received.length = 0
  discord = await startDiscordEmulator()
  client = new Client({
    intents: [
      GatewayIntentBits.Guilds,
      GatewayIntentBits.GuildMessages,
      GatewayIntentBits.MessageContent,
      GatewayIntentBits.GuildMessageReactions,
      GatewayIntentBits.GuildMessageTyping,
    ],
    rest: { api: `${discord.url}/api`, cdn: `${discord.url}/cdn` },
  })
  client.on(Events.MessageCreate, message => received.push(message))
  const ready = new Promise(resolve => client.once(Events.ClientReady, resolve))
  await client.login(discord.token)
  await ready
  channel = (await client.channels.fetch(discord.channelId)) as TextChannel
})

afterEach(async () => {
  await client.destroy()
  await discord.stop()
})

it('opens a thread at a message, talks, edits, reacts and deletes', async () => {
  const header = await channel.send({ content: 'Anna · /pricing', allowedMentions: { parse: [] } })
  const thread = await header.startThread({ name: 'Anna', autoArchiveDuration: 1440 })
  expect(thread.id).toBe(header.id)
  const hello = await thread.send('Hello')
  await hello.edit('Hello, Anna')
  await hello.react('👀')
  expect(discord.thread(thread.id).messages()).toMatchObject([
    { service: 'threadStarter' },
    { text: 'Hello, Anna', reactions: [{ emoji: '👀', by: [{ name: 'PocketPing' }] }] },
  ])
  await hello.delete()
  expect(discord.threadNamed('Anna').texts()).toEqual([])
  await thread.setArchived(true)
  expect(discord.thread(thread.id).isArchived).toBe(true)
})

it('hears what operators write in threads', async () => {
  const { id } = discord.asOperator.createThread({ name: 'Anna' })
  discord.asOperator.send({ threadId: id, text: 'How can I help?', from: 'Tomás' })
  await expect
    .poll(() => received.map(({ content, author }) => [author.displayName, content]))
    .toEqual([['Tomás', 'How can I help?']])
  expect(received[0]?.channel.type).toBe(ChannelType.PublicThread)
})
