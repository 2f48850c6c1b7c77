import {
  ChannelType,
  type Client,
  Events,
  type ForumChannel,
  GatewayIntentBits,
  Partials,
  type TextChannel,
} from 'discord.js'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { login, nextEvent } from './testing/login.ts'

let discord: DiscordEmulator
let client: Client<true>
let channel: TextChannel

beforeEach(async () => {
  discord = await startDiscordEmulator()
  client = await login(discord)
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
  const hello = await thread.send({ content: 'Hello', nonce: 'job-1', enforceNonce: true })
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

it('opens a post in a forum', async () => {
  const forum = (await client.channels.fetch(discord.forumId)) as ForumChannel
  expect(forum.type).toBe(ChannelType.GuildForum)
  const post = await forum.threads.create({ name: 'Ben', message: { content: 'First' } })
  await post.sendTyping()
  expect(discord.thread(post.id)).toMatchObject({ parentId: discord.forumId, isBotTyping: true })
  await post.send('Second')
  expect(discord.thread(post.id).texts()).toEqual(['First', 'Second'])
})

it('hears people write, answer, edit, delete, react and type in threads', async () => {
  const { id: threadId } = discord.asOperator.createThread({ name: 'Anna' })
  const created = nextEvent(client, Events.MessageCreate, message => message.channelId === threadId)
  const { id } = discord.asOperator.send({ threadId, text: 'How can I help?', from: 'Tomás' })
  const [message] = await created
  expect(message).toMatchObject({
    id,
    content: 'How can I help?',
    author: { globalName: 'Tomás', bot: false },
  })
  expect(message.channel).toMatchObject({ type: ChannelType.PublicThread, parentId: discord.channelId })

  const edited = nextEvent(client, Events.MessageUpdate)
  discord.asOperator.edit(id, 'How may I help?')
  expect((await edited)[1].content).toBe('How may I help?')

  const reacted = nextEvent(client, Events.MessageReactionAdd)
  discord.asOperator.react(id, '👍')
  const [reaction, user] = await reacted
  expect([reaction.emoji.name, user.id]).toEqual(['👍', discord.operators[0]?.id])

  const replied = nextEvent(client, Events.MessageCreate)
  discord.asOperator.send({ threadId, text: 'As a reply', replyTo: id })
  expect((await replied)[0].reference?.messageId).toBe(id)

  const typing = nextEvent(client, Events.TypingStart)
  discord.asOperator.typing(threadId)
  expect((await typing)[0].user.id).toBe(discord.operators[0]?.id)

  const deleted = nextEvent(client, Events.MessageDelete)
  discord.asOperator.delete(id)
  expect((await deleted)[0].id).toBe(id)
})

it('sees threads come, change and go', async () => {
  const created = nextEvent(client, Events.ThreadCreate)
  const { id } = discord.asOperator.createThread({ name: 'Anna' })
  expect((await created)[0].name).toBe('Anna')
  const archived = nextEvent(client, Events.ThreadUpdate)
  discord.asOperator.archive(id)
  expect((await archived)[1].archived).toBe(true)
  const deleted = nextEvent(client, Events.ThreadDelete)
  discord.asOperator.deleteThread(id)
  expect((await deleted)[0].id).toBe(id)
  const gone = nextEvent(client, Events.ChannelDelete)
  discord.asOperator.deleteChannel(discord.channelId)
  expect((await gone)[0].id).toBe(discord.channelId)
})

it('knows its permissions and its intents', async () => {
  const me = await channel.guild.members.fetchMe()
  expect(channel.permissionsFor(me).has('ManageThreads')).toBe(true)
  const changed = nextEvent(client, Events.ChannelUpdate)
  discord.asOperator.setChannelPermissions(channel.id, { deny: ['MANAGE_THREADS'] })
  await changed
  expect(channel.permissionsFor(me).has('ManageThreads')).toBe(false)
  const application = await client.application.fetch()
  expect(application.flags.has('GatewayMessageContentLimited')).toBe(true)
})

it('reads nothing but its own and what names it without the intent for content', async () => {
  const { GuildMessages, Guilds } = GatewayIntentBits
  const blind = await login(discord, { intents: [Guilds, GuildMessages], partials: [Partials.Message] })
  const next = () => nextEvent(blind, Events.MessageCreate)
  const [theirs] = [next(), discord.asOperator.send({ text: 'Secret' })]
  expect((await theirs)[0].content).toBe('')
  const [naming] = [next(), discord.asOperator.send({ text: `<@${discord.applicationId}> hello` })]
  expect((await naming)[0].content).toContain('hello')
  const own = next()
  await channel.send('Mine')
  expect((await own)[0].content).toBe('Mine')
  await blind.destroy()
})

it('is refused a token or an intent that it has not', async () => {
  await expect(login({ ...discord, token: 'nothing' })).rejects.toThrow('invalid token')
  discord.asOperator.setPrivilegedIntents([])
  await expect(login(discord)).rejects.toThrow('disallowed intents')
})
