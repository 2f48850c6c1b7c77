import { Api } from 'grammy'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { manualClock } from './clock.ts'
import { startTelegramEmulator, type TelegramEmulator } from './emulator.ts'

let telegram: TelegramEmulator
let api: Api
let topicId: number

beforeEach(async () => {
  telegram = await startTelegramEmulator()
  api = new Api(telegram.token, { apiRoot: telegram.url })
  topicId = (await api.createForumTopic(telegram.chatId, 'Anna')).message_thread_id
  await api.getUpdates({ offset: -1 })
})

afterEach(() => telegram.stop())

/** The updates after the one that says that the topic was created. */
const news = async () => (await api.getUpdates({ offset: 0, limit: 50, timeout: 1 })).slice(1)

it('lets several people write, each under their name', async () => {
  telegram.asOperator.send({ topicId, text: 'I am Maya' })
  telegram.asOperator.send({ topicId, text: 'I am Tomás', from: 'tomas' })
  expect((await api.getUpdates()).slice(1).map(({ message }) => message)).toMatchObject([
    {
      from: { id: 7_000_001, first_name: 'Maya', last_name: 'Lindqvist', username: 'maya', is_bot: false },
      message_thread_id: topicId,
      is_topic_message: true,
      reply_to_message: { message_id: topicId, forum_topic_created: { name: 'Anna' } },
    },
    { from: { first_name: 'Tomás' }, text: 'I am Tomás' },
  ])
  expect(() => telegram.asOperator.send({ topicId, text: 'x', from: 'nobody' })).toThrow(
    'There is no operator nobody.',
  )
})

it('replies, forwards, and writes in General', async () => {
  const first = telegram.asOperator.send({ topicId, text: 'first' })
  telegram.asOperator.send({ topicId, text: 'reply', replyTo: first.id })
  telegram.asOperator.forward(first.id, { from: 'tomas' })
  telegram.asOperator.send({ text: 'in general' })
  const [, reply, forwarded, general] = (await news()).map(({ message }) => message)
  expect(reply?.reply_to_message).toMatchObject({ message_id: first.id, text: 'first' })
  expect(forwarded).toMatchObject({
    text: 'first',
    from: { first_name: 'Tomás' },
    forward_origin: { type: 'user', sender_user: { first_name: 'Maya' } },
  })
  expect(general).not.toHaveProperty('message_thread_id')
  expect(general).not.toHaveProperty('reply_to_message')
})

it('sends albums as several messages with one id', async () => {
  telegram.asOperator.photo({ topicId, caption: 'Both', mediaGroupId: '77' })
  telegram.asOperator.photo({ topicId, mediaGroupId: '77' })
  const photos = (await news()).map(({ message }) => message)
  expect(photos).toMatchObject([
    { media_group_id: '77', caption: 'Both' },
    { media_group_id: '77', photo: [{ width: 800 }] },
  ])
  expect(photos[1]).not.toHaveProperty('caption')
})

it('manages topics from the phone, and the bot is told who did it', async () => {
  telegram.asOperator.renameTopic(topicId, 'Anna Berg')
  telegram.asOperator.closeTopic(topicId, 'tomas')
  telegram.asOperator.reopenTopic(topicId)
  const { id } = telegram.asOperator.send({ topicId, text: 'pin me' })
  telegram.asOperator.pin(id)
  expect((await news()).map(({ message }) => message)).toMatchObject([
    { forum_topic_edited: { name: 'Anna Berg' }, from: { is_bot: false } },
    { forum_topic_closed: {}, from: { first_name: 'Tomás', is_bot: false } },
    { forum_topic_reopened: {} },
    { text: 'pin me' },
    { pinned_message: { message_id: id, text: 'pin me' } },
  ])
})

it('deletes a topic, its messages and any trace without a word to the bot', async () => {
  const { id } = telegram.asOperator.send({ topicId, text: 'gone soon' })
  const before = telegram.pendingUpdates()
  telegram.asOperator.deleteTopic(topicId)
  expect(telegram.pendingUpdates()).toBe(before)
  expect(telegram.topics().map(({ name }) => name)).toEqual(['General'])
  expect(telegram.message(id)?.isDeleted).toBe(true)
  expect(() => telegram.asOperator.send({ topicId, text: 'x' })).toThrow(`There is no topic ${topicId}.`)
})

it('tells nobody of an edit that changes nothing', () => {
  const { id } = telegram.asOperator.send({ topicId, text: 'same' })
  const before = telegram.pendingUpdates()
  expect(telegram.asOperator.edit(id, ' same ').editDate).toBeUndefined()
  expect(telegram.pendingUpdates()).toBe(before)
})

it('shows what the bot is doing for five seconds', async () => {
  await api.sendChatAction(telegram.chatId, 'typing', { message_thread_id: topicId })
  expect(telegram.topic(topicId).botAction).toBe('typing')
  await api.sendMessage(telegram.chatId, 'done', { message_thread_id: topicId })
  expect(telegram.topic(topicId).botAction).toBeUndefined()
})

it('cannot be written to in private by a bot that was blocked or never started', async () => {
  await telegram.stop()
  telegram = await startTelegramEmulator({
    operators: [
      { id: 42, first_name: 'Maya', hasBlockedBot: true },
      { id: 43, first_name: 'Tomás' },
    ],
  })
  api = new Api(telegram.token, { apiRoot: telegram.url })
  await expect(api.sendMessage(42, 'x')).rejects.toThrow('Forbidden: bot was blocked by the user')
  await expect(api.sendMessage(43, 'x')).rejects.toThrow(
    "Forbidden: bot can't initiate conversation with a user",
  )
})

it('never gives a message id twice, also after it was started anew', async () => {
  const clock = manualClock()
  const first = await startTelegramEmulator({ clock })
  const before = first.asOperator.send({ text: 'before' })
  await first.stop()
  await clock.advance(1000)
  const second = await startTelegramEmulator({ clock })
  expect(second.asOperator.send({ text: 'after' }).id).toBeGreaterThan(before.id)
  await second.stop()
})
