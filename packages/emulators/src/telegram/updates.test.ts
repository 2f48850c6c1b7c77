import { Api, Bot } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock } from './clock.ts'
import { startTelegramEmulator, type TelegramEmulator } from './emulator.ts'

let clock: ManualClock
let telegram: TelegramEmulator
let api: Api
let topicId: number

beforeEach(async () => {
  clock = manualClock()
  telegram = await startTelegramEmulator({ clock })
  api = new Api(telegram.token, { apiRoot: telegram.url })
  topicId = telegram.asOperator.createTopic('Anna').id
  const [created] = await api.getUpdates()
  await api.getUpdates({ offset: (created?.update_id ?? 0) + 1 })
  await clock.advance(3000)
})

afterEach(() => telegram.stop())

const say = (text: string) => telegram.asOperator.send({ topicId, text })
const poll = async (params: Parameters<Api['getUpdates']>[0] = {}) => {
  // Asking the same within 3 seconds is answered late and one at a time.
  await clock.advance(3000)
  const updates = await api.getUpdates(params)
  return { texts: updates.map(({ message }) => message?.text), last: updates.at(-1)?.update_id ?? 0, updates }
}

/** Waits until the emulator holds so many calls: those that wait for updates, and a refusal that it holds back. */
const waiting = async (count = 1) => {
  while (clock.pending() < count) await new Promise(resolve => setImmediate(resolve))
}

describe('offsets', () => {
  it('confirm everything below, and nothing is confirmed without one', async () => {
    for (const text of ['1', '2', '3']) say(text)
    const { last } = await poll({ offset: -3 })
    expect((await poll()).texts).toEqual(['1', '2', '3'])
    expect((await poll({ offset: last - 1 })).texts).toEqual(['2', '3'])
    expect((await poll()).texts).toEqual(['2', '3'])
    expect((await poll({ offset: last + 1 })).texts).toEqual([])
    expect((await poll()).texts).toEqual([])
  })

  it('below zero keep only the last', async () => {
    for (const text of ['1', '2', '3']) say(text)
    expect((await poll({ offset: -2 })).texts).toEqual(['2', '3'])
    expect((await poll()).texts).toEqual(['2', '3'])
  })

  it('far in the future start at the head', async () => {
    say('1')
    const { last } = await poll()
    expect((await poll({ offset: last + 1000 })).texts).toEqual(['1'])
  })

  it('are limited', async () => {
    for (const text of ['1', '2', '3']) say(text)
    expect((await poll({ limit: 2 })).texts).toEqual(['1', '2'])
  })

  it('asked again at once are answered one by one', async () => {
    for (const text of ['1', '2', '3']) say(text)
    const { last } = await poll({ offset: -3 })
    expect(await api.getUpdates({ offset: last - 2 })).toHaveLength(3)
    expect(await api.getUpdates({ offset: last - 2 })).toHaveLength(1)
  })

  it('asked again within 3 seconds are held back for 3', async () => {
    await poll({ offset: 1 })
    let isAnswered = false
    const again = api.getUpdates({ offset: 1 }).then(() => {
      isAnswered = true
    })
    await waiting()
    await clock.advance(2999)
    expect(isAnswered).toBe(false)
    await clock.advance(1)
    await again
  })

  it('outlive 24 hours only by confirmation: older updates are gone', async () => {
    say('old')
    await clock.advance(24 * 60 * 60 * 1000)
    say('new')
    expect((await poll()).texts).toEqual(['new'])
  })
})

describe('waiting', () => {
  it('ends with the first update', async () => {
    const updates = api.getUpdates({ timeout: 50 })
    await waiting()
    say('now')
    expect((await updates).map(({ message }) => message?.text)).toEqual(['now'])
  })

  it('ends empty after the timeout', async () => {
    const updates = api.getUpdates({ timeout: 50 })
    await waiting()
    await clock.advance(50_000)
    expect(await updates).toEqual([])
  })
})

describe('conflicts', () => {
  it('fail the older of two waiting calls', async () => {
    const older = api.getUpdates({ timeout: 50 })
    const refused = expect(older).rejects.toThrow(
      'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    )
    await waiting()
    const newer = api.getUpdates({ timeout: 40 })
    await refused
    say('for the newer')
    expect(await newer).toHaveLength(1)
  })

  it('do not arise when the newer need not wait', async () => {
    const older = api.getUpdates({ offset: 5, timeout: 50 })
    await waiting()
    await clock.advance(3000)
    expect(await api.getUpdates({ timeout: 0 })).toEqual([])
    say('for the older')
    expect(await older).toHaveLength(1)
  })

  it('come slowly: the second within 3 seconds is held back', async () => {
    const polls = [api.getUpdates({ offset: 1, timeout: 50 }).catch((error: Error) => error.message)]
    await waiting()
    polls.push(api.getUpdates({ offset: 2, timeout: 50 }).catch((error: Error) => error.message))
    expect(await polls[0]).toContain('409')
    let isAnswered = false
    const second = polls[1]?.then(() => {
      isAnswered = true
    })
    const third = api.getUpdates({ offset: 3, timeout: 50 })
    await waiting(2)
    expect(isAnswered).toBe(false)
    await clock.advance(3000)
    await second
    say('x')
    expect(await third).toHaveLength(1)
  })

  it('exclude a webhook and getUpdates from each other', async () => {
    const older = api.getUpdates({ timeout: 50 }).catch((error: Error) => error.message)
    await waiting()
    await api.setWebhook('http://127.0.0.1:9/hook')
    expect(await older).toContain('Conflict: terminated by setWebhook request')
    await clock.advance(3000)
    await expect(api.getUpdates()).rejects.toThrow(
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    await api.deleteWebhook()
    expect(await api.getUpdates()).toEqual([])
  })
})

describe('kinds', () => {
  it('of reactions come only when asked for, and the choice is remembered', async () => {
    const { id } = say('hi')
    telegram.asOperator.react(id, '👍')
    expect((await poll()).updates).toHaveLength(1)
    await poll({ allowed_updates: ['message', 'message_reaction'] })
    telegram.asOperator.react(id, '👎', 'tomas')
    const { updates } = await poll()
    expect(updates.at(-1)?.message_reaction).toMatchObject({
      chat: { id: telegram.chatId },
      message_id: id,
      user: { first_name: 'Tomás' },
      old_reaction: [],
      new_reaction: [{ type: 'emoji', emoji: '👎' }],
    })
    expect(updates.at(-1)?.message_reaction).not.toHaveProperty('message_thread_id')
  })

  it('of reactions come to administrators only', async () => {
    await poll({ allowed_updates: ['message_reaction'] })
    const { id } = say('hi')
    telegram.asOperator.setBotStatus('member')
    telegram.asOperator.react(id, '👍')
    expect((await poll()).updates).toEqual([])
  })

  it('that were not allowed when they happened do not come later', async () => {
    await poll({ allowed_updates: ['edited_message'] })
    say('lost')
    expect((await poll({ allowed_updates: [] })).texts).toEqual([])
    say('kept')
    expect((await poll()).texts).toEqual(['kept'])
  })

  it('of edits carry the whole message', async () => {
    const { id } = say('helo')
    await clock.advance(1000)
    telegram.asOperator.edit(id, 'hello /close')
    const { updates } = await poll()
    expect(updates.at(-1)?.edited_message).toMatchObject({
      message_id: id,
      text: 'hello /close',
      edit_date: expect.any(Number),
      entities: [{ type: 'bot_command', offset: 6, length: 6 }],
      message_thread_id: topicId,
      is_topic_message: true,
    })
  })

  it('in privacy mode are commands, mentions, and replies to the bot', async () => {
    const { message_id: own } = await api.sendMessage(telegram.chatId, 'Hello', {
      message_thread_id: topicId,
    })
    telegram.asOperator.setBotStatus('member')
    say('not for you')
    say('/close')
    say(`@${telegram.bot.username} hi`)
    telegram.asOperator.send({ topicId, text: 'indeed', replyTo: own })
    const { updates } = await poll()
    const texts = updates.flatMap(({ message }) => message?.text ?? [])
    expect(texts).toEqual(['/close', `@${telegram.bot.username} hi`, 'indeed'])
  })

  it('of memberships say what the bot may do now', async () => {
    telegram.asOperator.setBotRights({ can_manage_topics: false })
    const { updates } = await poll()
    expect(updates.at(-1)?.my_chat_member).toMatchObject({
      old_chat_member: { can_manage_topics: true },
      new_chat_member: { status: 'administrator', can_manage_topics: false },
    })
  })
})

it('runs a whole bot: what a human writes is answered in the topic', async () => {
  const bot = new Bot(telegram.token, { client: { apiRoot: telegram.url } })
  bot.on('message:text', async context => {
    await context.reply(`You said ${context.msg.text}`, { message_thread_id: topicId })
  })
  const running = bot.start()
  await waiting()
  say('hi')
  await telegram.until(() => telegram.topic(topicId).texts().includes('You said hi'))
  await bot.stop()
  await running
})
