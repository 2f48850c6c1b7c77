import { LogLevel, WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../shared/clock.ts'
import { type SlackEmulator, startSlackEmulator } from './emulator.ts'

let clock: ManualClock
let slack: SlackEmulator
let web: WebClient

beforeEach(async () => {
  clock = manualClock()
  slack = await startSlackEmulator({ clock, journalLength: 100 })
  web = new WebClient(slack.token, {
    slackApiUrl: slack.url,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logLevel: LogLevel.ERROR,
  })
})

afterEach(() => slack.stop())

const say = (text: string) => web.chat.postMessage({ channel: slack.channelId, text })
const texts = () => slack.channel().texts()
const limited = (retryAfter: number) => ({ code: 'slack_webapi_rate_limited_error', retryAfter })

it('takes one post a second into a channel', async () => {
  await say('1')
  await expect(say('2')).rejects.toMatchObject(limited(1))
  await web.conversations.join({ channel: slack.otherChannelId })
  await web.chat.postMessage({ channel: slack.otherChannelId, text: 'elsewhere' })
  await clock.advance(1000)
  await say('2')
  slack.limits.postsPerChannelSecond = false
  await say('3')
  expect(texts()).toEqual(['1', '2', '3'])
})

it('takes as many calls a minute as the tier of the method says', async () => {
  const info = () => web.reactions.remove({ channel: slack.channelId, timestamp: '1.000001', name: 'x' })
  for (let count = 1; count <= 20; count++) await expect(info()).rejects.toThrow('message_not_found')
  await expect(info()).rejects.toMatchObject(limited(60))
  await web.auth.test()
  slack.limits.tiers = false
  await expect(info()).rejects.toThrow('message_not_found')
})

it('limits so many calls for so long, and marks who does not wait', async () => {
  slack.faults.limit(1, 30)
  await web.auth.test()
  await expect(say('1')).rejects.toMatchObject(limited(30))
  expect(slack.journal.calls('chat.postMessage')).toMatchObject([
    { status: 429, error: 'ratelimited', isHammering: false },
  ])
  await clock.advance(29_000)
  await say('1')
  expect(slack.journal.hammering()).toMatchObject([{ method: 'chat.postMessage' }])
  slack.faults.limit(1, 5, 'auth.test')
  await expect(web.auth.test()).rejects.toMatchObject(limited(5))
  const response = await fetch(`${slack.url}auth.test`, { method: 'POST' })
  expect(response.headers.get('retry-after')).toBeNull()
})

it('says 429 on the wire with the seconds in a header', async () => {
  slack.faults.limit(1, 7)
  const response = await fetch(`${slack.url}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: `Bearer ${slack.token}` },
    body: new URLSearchParams({ channel: slack.channelId, text: 'x' }),
  })
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7'])
  expect(await response.json()).toEqual({ ok: false, error: 'ratelimited' })
})

it('fails with what it is told, and does not execute', async () => {
  slack.faults.fail('chat.postMessage', { error: 'internal_error', times: 2 })
  await expect(say('1')).rejects.toThrow('internal_error')
  await web.auth.test()
  await expect(say('1')).rejects.toThrow('internal_error')
  slack.faults.fail('*', { status: 503 })
  await expect(say('1')).rejects.toMatchObject({ statusCode: 503 })
  await say('1')
  expect(texts()).toEqual(['1'])
})

it('drops an answer: executed, and the app does not know', async () => {
  slack.faults.dropAnswer('chat.postMessage')
  await expect(say('1')).rejects.toMatchObject({ code: 'slack_webapi_request_error' })
  expect(texts()).toEqual(['1'])
  expect(slack.journal.calls('chat.postMessage')).toMatchObject([{ status: 200, isCut: true }])
})

it('drops a request: not executed', async () => {
  slack.faults.dropRequest('chat.postMessage')
  await expect(say('1')).rejects.toMatchObject({ code: 'slack_webapi_request_error' })
  expect(texts()).toEqual([])
  expect(slack.journal.calls('chat.postMessage')).toMatchObject([{ status: 0, isCut: true }])
})

it('holds a call at a chosen moment, and shows it to hooks', async () => {
  const seen: string[] = []
  const stop = slack.faults.onCall(({ method, moment }) => void seen.push(`${moment} ${method}`))
  const before = slack.faults.pause('chat.postMessage')
  const after = slack.faults.pause('chat.postMessage', 'after')
  const sent = say('1')
  expect(await before.reached).toMatchObject({ params: { text: '1' }, moment: 'before' })
  expect(texts()).toEqual([])
  before.release()
  await after.reached
  expect(texts()).toEqual(['1'])
  after.release()
  await sent
  stop()
  expect(seen).toEqual(['before chat.postMessage', 'after chat.postMessage'])
})

it('delays a call by the clock', async () => {
  slack.faults.delay('chat.postMessage', 5000, 'after')
  const waiting = clock.pending()
  const sent = say('1')
  while (clock.pending() === waiting) await new Promise(resolve => setImmediate(resolve))
  expect(texts()).toEqual(['1'])
  await clock.advance(5000)
  await sent
})

it('cannot be reached while it is held, and keeps the events', async () => {
  slack.faults.hold()
  await expect(web.auth.test()).rejects.toMatchObject({ code: 'slack_webapi_request_error' })
  slack.asOperator.sendInChannel('written meanwhile')
  expect(slack.deliveries).toEqual([])
  slack.faults.resume()
  await slack.until(() => slack.deliveries.length > 0)
  await web.auth.test()
})

it('ends all of it', async () => {
  slack.faults.fail('*', { error: 'fatal_error', times: 9 })
  slack.faults.limit(9, 9)
  slack.faults.dropAnswer('*', 9)
  slack.faults.holdEvents()
  slack.faults.hold()
  slack.faults.clear()
  await say('1')
  expect(texts()).toEqual(['1'])
})
