import { Api } from 'grammy'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from './clock.ts'
import { startTelegramEmulator, type TelegramEmulator } from './emulator.ts'

let clock: ManualClock
let telegram: TelegramEmulator
let api: Api

beforeEach(async () => {
  clock = manualClock()
  telegram = await startTelegramEmulator({ clock })
  api = new Api(telegram.token, { apiRoot: telegram.url })
})

afterEach(() => telegram.stop())

const say = (text: string, more = {}) => api.sendMessage(telegram.chatId, text, more)

it('takes 20 messages and edits a minute in one group, over all its topics', async () => {
  const topics = [
    await api.createForumTopic(telegram.chatId, 'A'),
    await api.createForumTopic(telegram.chatId, 'B'),
  ]
  for (let index = 0; index < 18; index++) {
    await say(`${index}`, { message_thread_id: topics[index % 2]?.message_thread_id })
    await clock.advance(1000)
  }
  const last = await say('18')
  await api.editMessageText(telegram.chatId, last.message_id, '18 edited')

  const refused = await say('too many').catch((reason: unknown) => reason)
  expect(refused).toMatchObject({
    error_code: 429,
    description: 'Too Many Requests: retry after 42',
    parameters: { retry_after: 42 },
  })
  // What does not count goes on.
  await api.sendChatAction(telegram.chatId, 'typing')
  await api.setMessageReaction(telegram.chatId, last.message_id, [{ type: 'emoji', emoji: '👍' }])

  await clock.advance(42_000)
  await say('the window slides')
  await expect(say('one only')).rejects.toThrow('retry after 1')
})

it('says how long to wait in a header too, and notes who does not', async () => {
  telegram.faults.limit(1, 7)
  const url = `${telegram.url}/bot${telegram.token}/sendMessage?chat_id=${telegram.chatId}&text=x`
  const response = await fetch(url)
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
  expect(telegram.journal.hammering()).toEqual([])
  await say('too early')
  expect(telegram.journal.hammering()).toHaveLength(1)
  await clock.advance(7000)
  await say('in time')
  expect(telegram.journal.hammering()).toHaveLength(1)
})

it('counts what Telegram refuses, but not what its server refuses before', async () => {
  telegram.limits.perGroupMinute = 2
  await expect(say('')).rejects.toThrow('message text is empty')
  await expect(say('x', { message_thread_id: 77 })).rejects.toThrow('message thread not found')
  const { message_id: id } = await say('x')
  await expect(api.editMessageText(telegram.chatId, id, 'x')).rejects.toThrow('message is not modified')
  await expect(say('y')).rejects.toThrow('Too Many Requests')
})

it('can be told to take one a second in a chat, or any number', async () => {
  telegram.limits.perChatSecond = 1
  await say('1')
  await expect(say('2')).rejects.toThrow('retry after 1')
  await clock.advance(1000)
  await say('2')
  Object.assign(telegram.limits, { perChatSecond: false, perGroupMinute: false, perSecond: false })
  for (let index = 0; index < 40; index++) await say(`${index}`)
})

it('takes 30 a second over all chats', async () => {
  telegram.limits.perGroupMinute = false
  for (let index = 0; index < 30; index++) await say(`${index}`)
  await expect(say('31')).rejects.toThrow('Too Many Requests: retry after 1')
})
