import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Api } from 'grammy'
import type { Update } from 'grammy/types'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type ManualClock, manualClock } from './clock.ts'
import { startTelegramEmulator, type TelegramEmulator } from './emulator.ts'

interface Hit {
  update: Update
  headers: IncomingHttpHeaders
}

interface Reply {
  status: number
  headers?: Record<string, string>
  body?: string
}

let clock: ManualClock
let telegram: TelegramEmulator
let api: Api
let app: Server
let hook: string
let hits: Hit[]
let replies: Reply[]
let topicId: number

beforeEach(async () => {
  clock = manualClock()
  telegram = await startTelegramEmulator({ clock })
  api = new Api(telegram.token, { apiRoot: telegram.url })
  topicId = telegram.asOperator.createTopic('Anna').id
  hits = []
  replies = []
  app = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    hits.push({ update: JSON.parse(body), headers: request.headers })
    const reply = replies.shift() ?? { status: 200 }
    response.writeHead(reply.status, reply.headers).end(reply.body)
  })
  await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve))
  hook = `http://127.0.0.1:${(app.address() as AddressInfo).port}/hook`
})

afterEach(async () => {
  await telegram.stop()
  app.closeAllConnections()
  await new Promise(resolve => app.close(resolve))
})

const say = (text: string) => telegram.asOperator.send({ topicId, text })
const texts = () => hits.flatMap(({ update }) => update.message?.text ?? [])

/** Moves time until so many deliveries have been tried. */
const tried = async (count: number) => {
  while (telegram.deliveries.length < count) await new Promise(resolve => setImmediate(resolve))
}

it('hands over what waits and what comes, with the secret', async () => {
  say('before')
  await api.setWebhook(hook, { secret_token: 'Secret_1-a', drop_pending_updates: false })
  await tried(2)
  say('after')
  await tried(3)
  expect(texts()).toEqual(['before', 'after'])
  expect(hits[0]?.headers).toMatchObject({
    'x-telegram-bot-api-secret-token': 'Secret_1-a',
    'content-type': 'application/json',
  })
  expect(await api.getWebhookInfo()).toMatchObject({
    url: hook,
    pending_update_count: 0,
    max_connections: 40,
  })
})

it('drops what waits when told to', async () => {
  say('before')
  await api.setWebhook(hook, { drop_pending_updates: true })
  say('after')
  await tried(1)
  expect(texts()).toEqual(['after'])
})

it('tries again at once, then after 2, 4, 8 seconds, and lets nothing of the chat overtake', async () => {
  replies = [{ status: 200 }, { status: 500 }, { status: 503 }, { status: 404 }]
  await api.setWebhook(hook)
  await tried(1)
  say('stuck')
  say('behind')
  await tried(3)
  expect(texts()).toEqual(['stuck', 'stuck'])
  await clock.advance(1999)
  expect(texts()).toHaveLength(2)
  await clock.advance(1)
  await tried(4)
  await clock.advance(4000)
  await tried(6)
  expect(texts()).toEqual(['stuck', 'stuck', 'stuck', 'stuck', 'behind'])
  expect(telegram.deliveries.map(({ status }) => status)).toEqual([200, 500, 503, 404, 200, 200])
  expect(await api.getWebhookInfo()).toMatchObject({
    last_error_message: 'Wrong response from the webhook: 404 Not Found',
  })
})

it('waits as long as a Retry-After says', async () => {
  replies = [{ status: 200 }, { status: 429, headers: { 'retry-after': '30' } }]
  await api.setWebhook(hook)
  await tried(1)
  say('later')
  await tried(2)
  await clock.advance(29_999)
  expect(texts()).toHaveLength(1)
  await clock.advance(1)
  await tried(3)
  expect(texts()).toEqual(['later', 'later'])
})

it('takes no answer for a failure', async () => {
  await new Promise(resolve => app.close(resolve))
  await api.setWebhook(hook)
  await tried(2)
  expect(telegram.deliveries.map(({ status }) => status)).toEqual([undefined, undefined])
  expect((await api.getWebhookInfo()).last_error_message).toContain('Connection failed')
})

it('is removed after 23 hours of 410', async () => {
  replies = Array.from({ length: 2000 }, () => ({ status: 410, headers: { 'retry-after': '1800' } }))
  await api.setWebhook(hook)
  for (let halfHours = 1; halfHours <= 48; halfHours++) {
    await tried(halfHours)
    await clock.advance(1_800_000)
  }
  expect((await api.getWebhookInfo()).url).toBe('')
})

it('executes a method in the answer, but not every one', async () => {
  const body = (method: string) =>
    JSON.stringify({ method, chat_id: telegram.chatId, message_thread_id: topicId, text: 'Answered' })
  const headers = { 'content-type': 'application/json' }
  replies = [
    { status: 200, headers, body: body('sendMessage') },
    { status: 200, headers, body: body('getMe') },
  ]
  await api.setWebhook(hook)
  await telegram.until(() => telegram.topic(topicId).texts().includes('Answered'))
  say('x')
  await tried(2)
  expect(telegram.journal.calls('sendMessage')).toMatchObject([{ via: 'webhook', status: 200 }])
  expect(telegram.journal.calls('getMe')).toEqual([])
})

it('is deleted, and getUpdates goes on where it stopped', async () => {
  replies = [{ status: 200 }, { status: 500 }, { status: 500 }]
  await api.setWebhook(hook)
  await tried(1)
  say('not delivered')
  await tried(3)
  await api.deleteWebhook()
  expect((await api.getUpdates()).map(({ message }) => message?.text)).toEqual(['not delivered'])
})

it('refuses secrets that are too long or have other characters, and to be set twice a second', async () => {
  const set = async (secret_token: string, url = hook) => {
    await clock.advance(1000)
    return api.setWebhook(url, { secret_token })
  }
  await expect(set('with space')).rejects.toThrow('Bad Request: secret token contains unallowed characters')
  await expect(set('x'.repeat(257))).rejects.toThrow('Bad Request: secret token is too long')
  await expect(set('', 'http://')).rejects.toThrow('Bad Request: invalid webhook URL specified')
  await set('x'.repeat(256))
  await expect(api.setWebhook(hook)).rejects.toThrow('Too Many Requests: retry after 1')
})

it('repeats and reorders when the faults say so', async () => {
  await api.setWebhook(hook)
  await tried(1)
  telegram.faults.repeatUpdates()
  say('twice')
  await tried(3)
  expect(texts()).toEqual(['twice', 'twice'])
  telegram.faults.hold()
  say('1')
  say('2')
  telegram.faults.reorderUpdates()
  telegram.faults.resume()
  await tried(5)
  expect(texts().slice(2)).toEqual(['2', '1'])
})
