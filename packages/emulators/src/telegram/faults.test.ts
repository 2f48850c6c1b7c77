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

const say = (text: string) => api.sendMessage(telegram.chatId, text)
const texts = () => telegram.topic(1).texts()

it('limits so many calls for so long', async () => {
  telegram.faults.limit(2, 3)
  await expect(say('1')).rejects.toMatchObject({ error_code: 429, parameters: { retry_after: 3 } })
  await expect(say('1')).rejects.toMatchObject({ error_code: 429 })
  await say('1')
  expect(texts()).toEqual(['1'])
})

it('fails with what it is told, and does not execute', async () => {
  telegram.faults.fail('sendMessage', { times: 2, status: 502 })
  await expect(say('1')).rejects.toMatchObject({ error_code: 502, description: 'Bad Gateway' })
  await api.getMe()
  await expect(say('1')).rejects.toMatchObject({ error_code: 502 })
  await say('1')
  telegram.faults.fail('*', { status: 400, description: "Bad Request: can't parse entities: no reason" })
  await expect(api.getMe()).rejects.toThrow("can't parse entities")
  expect(texts()).toEqual(['1'])
})

it('drops an answer: executed, and the bot does not know', async () => {
  telegram.faults.dropAnswer('sendMessage')
  await expect(say('1')).rejects.toThrow("Network request for 'sendMessage' failed")
  expect(texts()).toEqual(['1'])
  expect(telegram.journal.calls('sendMessage')).toMatchObject([{ status: 200, isCut: true }])
  await say('2')
})

it('drops a request: not executed', async () => {
  telegram.faults.dropRequest('sendMessage')
  await expect(say('1')).rejects.toThrow("Network request for 'sendMessage' failed")
  expect(texts()).toEqual([])
  expect(telegram.journal.calls('sendMessage')).toMatchObject([{ status: 0, isCut: true }])
})

it('delays before or after a call is executed', async () => {
  telegram.faults.delay('sendMessage', 5000, 'after')
  let isAnswered = false
  const sent = say('1').then(() => {
    isAnswered = true
  })
  await telegram.until(() => texts().length === 1)
  while (clock.pending() === 0) await new Promise(resolve => setImmediate(resolve))
  expect(isAnswered).toBe(false)
  await clock.advance(5000)
  await sent
})

it('holds a call at a chosen moment', async () => {
  const before = telegram.faults.pause('sendMessage')
  const after = telegram.faults.pause('sendMessage', 'after')
  const sent = say('1')
  expect(await before.reached).toMatchObject({
    method: 'sendMessage',
    params: { text: '1' },
    moment: 'before',
  })
  expect(texts()).toEqual([])
  before.release()
  await after.reached
  expect(texts()).toEqual(['1'])
  after.release()
  await sent
})

it('calls a hook at both moments of every call', async () => {
  const seen: string[] = []
  const stop = telegram.faults.onCall(({ method, moment }) => void seen.push(`${moment} ${method}`))
  await say('1')
  stop()
  await say('2')
  expect(seen).toEqual(['before sendMessage', 'after sendMessage'])
})

it('delivers again what was confirmed', async () => {
  telegram.asOperator.send({ text: 'hi' })
  const [first] = await api.getUpdates()
  const confirm = { offset: (first?.update_id ?? 0) + 1 }
  telegram.faults.repeatUpdates()
  expect(await api.getUpdates(confirm)).toEqual([first])
  await clock.advance(3000)
  expect(await api.getUpdates(confirm)).toEqual([])
})

it('delivers in the wrong order', async () => {
  telegram.asOperator.send({ text: '1' })
  telegram.asOperator.send({ text: '2' })
  telegram.faults.reorderUpdates()
  expect((await api.getUpdates()).map(({ message }) => message?.text)).toEqual(['2', '1'])
})

it('cannot be reached while it is held, and loses nothing', async () => {
  const polling = api.getUpdates({ timeout: 50 }).catch((error: Error) => error.message)
  while (clock.pending() === 0) await new Promise(resolve => setImmediate(resolve))
  telegram.faults.hold()
  expect(await polling).toContain('Network request')
  await expect(say('1')).rejects.toThrow('Network request')
  telegram.asOperator.send({ text: 'written meanwhile' })
  telegram.faults.resume()
  await clock.advance(3000)
  expect((await api.getUpdates()).map(({ message }) => message?.text)).toEqual(['written meanwhile'])
  expect(texts()).toEqual(['written meanwhile'])
})

it('ends all of it', async () => {
  telegram.faults.fail('*', { times: 9 })
  telegram.faults.limit(9, 9)
  telegram.faults.delay('*', 1000)
  telegram.faults.dropAnswer('*', 9)
  telegram.faults.hold()
  telegram.faults.clear()
  await say('1')
  expect(texts()).toEqual(['1'])
})

it('keeps a journal of bounded length', async () => {
  await telegram.stop()
  telegram = await startTelegramEmulator({ clock, journalLength: 2 })
  api = new Api(telegram.token, { apiRoot: telegram.url })
  await say('1')
  await say('2')
  await expect(say('')).rejects.toThrow()
  expect(telegram.journal.calls()).toMatchObject([
    { number: 2, method: 'sendMessage', params: { text: '2' }, status: 200, result: { text: '2' } },
    { number: 3, status: 400, description: 'Bad Request: message text is empty' },
  ])
})
