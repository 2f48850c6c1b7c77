import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebClient } from '@slack/web-api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from '../../shared/clock.ts'
import { type SlackEmulator, startSlackEmulator } from '../emulator.ts'

interface Body {
  type: string
  challenge?: string
  event_id: string
  event: { type: string; subtype?: string; text?: string }
}

interface Hit {
  headers: IncomingHttpHeaders
  raw: string
  body: Body
}

let clock: ManualClock
let slack: SlackEmulator
let server: Server
let url: string
let hits: Hit[]
/** How the app answers events, one after another; 200 when nothing is left. `undefined` answers nothing. */
let replies: ({ status: number; headers?: Record<string, string> } | undefined)[]
let answerChallenge: (response: ServerResponse, challenge: string) => void

beforeEach(async () => {
  clock = manualClock()
  slack = await startSlackEmulator({ clock, events: ['message.channels'] })
  hits = []
  replies = []
  answerChallenge = (response, challenge) => response.end(challenge)
  server = createServer(async (request, response) => {
    let raw = ''
    for await (const chunk of request) raw += chunk
    const body = JSON.parse(raw) as Body
    if (body.challenge !== undefined) return answerChallenge(response, body.challenge)
    hits.push({ headers: request.headers, raw, body })
    const reply = replies.length > 0 ? replies.shift() : { status: 200 }
    if (reply !== undefined) response.writeHead(reply.status, reply.headers).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`
})

afterEach(async () => {
  await slack.stop()
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
})

const say = (text: string) => slack.asOperator.sendInChannel(text)
const texts = () => hits.map(({ body }) => body.event.text)
/** Waits until so many attempts have come to something. */
const settled = (count: number) =>
  slack.until(
    () =>
      slack.deliveries.filter(({ status, isAcknowledged }) => status !== undefined || isAcknowledged)
        .length >= count,
  )

it('verifies the address first, in each of the three forms', async () => {
  await slack.app.setRequestUrl(url)
  answerChallenge = (response, challenge) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ challenge }))
  await slack.app.setRequestUrl(url)
  answerChallenge = (response, challenge) =>
    response
      .setHeader('content-type', 'application/x-www-form-urlencoded')
      .end(new URLSearchParams({ challenge }).toString())
  await slack.app.setRequestUrl(url)
  answerChallenge = response => response.end('something else')
  await expect(slack.app.setRequestUrl(url)).rejects.toThrow('challenge')
  answerChallenge = (response, challenge) => response.writeHead(500).end(challenge)
  await expect(slack.app.setRequestUrl(url)).rejects.toThrow('HTTP 500')
})

it('signs what it sends', async () => {
  await slack.app.setRequestUrl(url)
  say('hello')
  await settled(1)
  const [{ headers, raw, body } = {} as Hit] = hits
  const timestamp = headers['x-slack-request-timestamp']
  expect(timestamp).toBe(String(clock.now() / 1000))
  const signature = createHmac('sha256', slack.signingSecret).update(`v0:${timestamp}:${raw}`).digest('hex')
  expect(headers['x-slack-signature']).toBe(`v0=${signature}`)
  expect(headers['x-slack-retry-num']).toBeUndefined()
  expect(body).toMatchObject({
    team_id: slack.teamId,
    api_app_id: slack.appId,
    type: 'event_callback',
    event_id: expect.stringMatching(/^Ev/),
    event_time: clock.now() / 1000,
    authorizations: [{ user_id: slack.botUserId, is_bot: true }],
    event: {
      type: 'message',
      user: 'U0MAYA00001',
      text: 'hello',
      channel: slack.channelId,
      channel_type: 'channel',
      client_msg_id: expect.any(String),
      blocks: [{ type: 'rich_text' }],
    },
  })
})

it('tries again at once, after one and after five minutes, with the same event id', async () => {
  await slack.app.setRequestUrl(url)
  replies = [{ status: 500 }, { status: 404 }, { status: 302 }, { status: 503 }]
  say('hello')
  await settled(2)
  await clock.advance(60_000)
  await settled(3)
  await clock.advance(300_000)
  await settled(4)
  await clock.advance(3_600_000)
  expect(hits.map(({ headers }) => [headers['x-slack-retry-num'], headers['x-slack-retry-reason']])).toEqual([
    [undefined, undefined],
    ['1', 'http_error'],
    ['2', 'http_error'],
    ['3', 'http_error'],
  ])
  expect(new Set(hits.map(({ body }) => body.event_id)).size).toBe(1)
  expect(slack.pendingEvents()).toBe(0)
})

it('waits three seconds for an answer', async () => {
  await slack.app.setRequestUrl(url)
  replies = [undefined]
  say('hello')
  while (hits.length < 1) await new Promise(resolve => setImmediate(resolve))
  await clock.advance(2999)
  expect(hits).toHaveLength(1)
  await clock.advance(1)
  await settled(1)
  expect(hits[1]?.headers).toMatchObject({
    'x-slack-retry-num': '1',
    'x-slack-retry-reason': 'http_timeout',
  })
  expect(slack.deliveries).toMatchObject([
    { status: undefined, isAcknowledged: false },
    { status: 200, answeredAt: clock.now(), isAcknowledged: true },
  ])
})

it('does not try again when it is asked not to', async () => {
  await slack.app.setRequestUrl(url)
  replies = [{ status: 500, headers: { 'x-slack-no-retry': '1' } }]
  say('hello')
  await slack.until(() => slack.pendingEvents() === 0)
  expect(hits).toHaveLength(1)
})

it('says when nobody answers the connection', async () => {
  await slack.app.setRequestUrl(url)
  server.closeAllConnections()
  await new Promise(resolve => server.close(resolve))
  say('hello')
  await slack.until(() => slack.deliveries.length === 2)
  expect(slack.deliveries[1]?.reason).toBe('connection_failed')
})

it('sends only what the app is subscribed to, of channels the bot is in', async () => {
  await slack.app.setRequestUrl(url)
  const { ts } = say('hello')
  slack.asOperator.react(ts, 'eyes')
  slack.asOperator.send({ channel: 'general', text: 'elsewhere' })
  say('@pocketping hello')
  await settled(2)
  expect(texts()).toEqual(['hello', `<@${slack.botUserId}> hello`])
  slack.app.setEvents('app_mention', 'reaction_added')
  slack.asOperator.react(ts, 'tada')
  say('@pocketping again')
  await settled(4)
  expect(hits.slice(2).map(({ body }) => body.event.type)).toEqual(['reaction_added', 'app_mention'])
})

it('sends the app its own posts, too', async () => {
  await slack.app.setRequestUrl(url)
  const web = new WebClient(slack.token, { slackApiUrl: slack.url })
  await web.chat.postMessage({ channel: slack.channelId, text: 'mine' })
  await settled(1)
  expect(hits[0]?.body.event).toMatchObject({ text: 'mine', bot_id: slack.botId, app_id: slack.appId })
})

it('repeats, reorders, loses and holds events when the faults say so', async () => {
  await slack.app.setRequestUrl(url)
  slack.faults.repeatEvents()
  say('twice')
  await settled(2)
  expect(hits.map(({ headers }) => headers['x-slack-retry-num'])).toEqual([undefined, '1'])
  slack.faults.reorderEvents()
  say('a')
  say('b')
  await settled(4)
  slack.faults.onlyAsRetry()
  say('only as a retry')
  await settled(5)
  expect(hits[4]?.headers).toMatchObject({ 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' })
  slack.faults.holdEvents()
  say('held')
  expect(slack.pendingEvents()).toBe(1)
  slack.faults.releaseEvents()
  await settled(6)
  expect(texts().slice(0, 2)).toEqual(['twice', 'twice'])
  expect(texts().slice(2, 4).sort()).toEqual(['a', 'b'])
  expect(slack.deliveries.slice(2, 4).map(({ eventId }) => eventId)).toEqual([
    hits.find(({ body }) => body.event.text === 'b')?.body.event_id,
    hits.find(({ body }) => body.event.text === 'a')?.body.event_id,
  ])
  expect(slack.deliveries[4]).toMatchObject({ isLost: true })
})
