import { afterEach, beforeEach, expect, it } from 'vitest'
import { type DiscordEmulator, startDiscordEmulator } from './emulator.ts'
import { rawApi } from './testing/raw-api.ts'
import type { Change } from './world.ts'

let discord: DiscordEmulator

beforeEach(async () => {
  discord = await startDiscordEmulator({
    operators: [
      { id: '1', username: 'maya', globalName: 'Maya' },
      { id: '2', username: 'ines', globalName: 'Inês' },
    ],
  })
})

afterEach(() => discord.stop())

it('does what people do, in the name of whom one wants', () => {
  const { asOperator } = discord
  const { id: threadId } = asOperator.createThread({ name: 'Anna', text: 'What is it about?' })
  const { id } = asOperator.send({ threadId, text: 'Hello', from: 'Inês' })
  asOperator.edit(id, 'Hello!')
  asOperator.react(id, '👍', 'ines')
  asOperator.react(id, '👍', '1')
  asOperator.unreact(id, '👍', 'ines')
  const answer = asOperator.send({ threadId, text: 'Me too', replyTo: id, isSilent: true })
  asOperator.delete(answer.id)
  asOperator.rename(threadId, 'Anna ✓')
  expect(discord.threadNamed('Anna ✓').messages()).toMatchObject([
    { text: 'What is it about?', from: { name: 'Maya' } },
    { text: 'Hello!', from: { name: 'Inês' }, reactions: [{ emoji: '👍', by: [{ name: 'Maya' }] }] },
    { text: 'Me too', replyTo: id, isSilent: true, pings: ['2'], isDeleted: true },
    { service: 'channelNameChange', text: 'Anna ✓' },
  ])
  expect(discord.thread(threadId).members).toEqual(['1', '2'])
})

it('opens threads at messages and posts in forums', async () => {
  const { asOperator } = discord
  const id = await rawApi(discord).say(discord.channelId, 'From the bot')
  expect(asOperator.createThread({ name: 'About that', messageId: id })).toMatchObject({ id })
  const post = asOperator.createThread({ name: 'A post', channelId: discord.forumId, text: 'First' })
  expect(discord.thread(post.id).messages()).toMatchObject([{ id: post.id, text: 'First' }])
})

it('throws where a client would not let one', async () => {
  const { asOperator } = discord
  const { id } = asOperator.createThread({ name: 'Anna' })
  const botMessage = await rawApi(discord).say(id, 'From the bot')
  expect(() => asOperator.send({ threadId: id, text: ' ' })).toThrow('There is nothing to send.')
  expect(() => asOperator.send({ threadId: id, text: 'x'.repeat(4001) })).toThrow('4000 characters at most')
  expect(() => asOperator.send({ channelId: discord.forumId, text: 'x' })).toThrow('createThread')
  expect(() => asOperator.edit(botMessage, 'x')).toThrow('only what people wrote')
  expect(() => asOperator.send({ text: 'x', from: 'Nobody' })).toThrow('There is no operator Nobody.')
  asOperator.delete(botMessage)
  expect(() => asOperator.react(botMessage, '👍')).toThrow(`There is no message ${botMessage}.`)
  asOperator.deleteThread(id)
  expect(() => asOperator.archive(id)).toThrow(`There is no channel ${id}.`)
})

it('tells of every change, until one has heard enough', () => {
  const kinds: Change['kind'][] = []
  const end = discord.onChange(({ kind }) => kinds.push(kind))
  discord.asOperator.send({ text: 'Hello' })
  expect(kinds).toEqual(['message'])
  end()
  discord.asOperator.send({ text: 'Hello again' })
  expect(kinds).toHaveLength(1)
})

it('waits for a condition, and fails with it', async () => {
  const waiting = discord.until(() => discord.channelMessages().length === 2)
  discord.asOperator.send({ text: '1' })
  discord.asOperator.send({ text: '2' })
  await waiting
  await expect(discord.until(() => discord.thread('0').isArchived)).rejects.toThrow('There is no thread 0.')
})
