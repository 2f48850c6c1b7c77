import { recordingInbox } from '@pocketping/core/testing'
import { describe, expect, it } from 'vitest'
import { telegramBridge } from '../src/index.ts'
import { pollingHarness, secret } from './harness.ts'

function bridge(apiRoot: string = 'http://127.0.0.1:9') {
  const webhook = { url: 'https://example.com/pocketping/bridges/telegram', secret }
  return telegramBridge({ token: '1:AAToken', chatId: -1001, webhook, apiRoot })
}

function post(body: RequestInit['body'] | null, headers: Record<string, string> = {}): Request {
  const init = { method: 'POST', headers, body, duplex: 'half' }
  return new Request('https://example.com/pocketping/bridges/telegram', init as RequestInit)
}

const right = { 'x-telegram-bot-api-secret-token': secret }

describe('a call that is not Telegram’s', () => {
  it('is refused before its body is read', async () => {
    for (const given of ['', 'wrong', `${secret}x`, secret.slice(1)]) {
      let isRead = false
      const pull = (): void => {
        isRead = true
      }
      const body = new ReadableStream({ pull }, { highWaterMark: 0 })
      const headers = { 'x-telegram-bot-api-secret-token': given }
      const response = await bridge().handleWebhook?.(post(body, headers), recordingInbox())
      expect(response?.status).toBe(401)
      expect(isRead).toBe(false)
    }
    expect((await bridge().handleWebhook?.(post('{}'), recordingInbox()))?.status).toBe(401)
  })

  it('is refused when it is no post, too large, or no JSON', async () => {
    const statusOf = async (request: Request): Promise<number | undefined> =>
      (await bridge().handleWebhook?.(request, recordingInbox()))?.status
    expect(await statusOf(new Request('https://example.com/', { headers: right }))).toBe(405)
    expect(await statusOf(post('x'.repeat(1_048_577), right))).toBe(413)
    expect(await statusOf(post('{"update', right))).toBe(400)
    expect(await statusOf(post(null, right))).toBe(400)
  })
})

it('an update that cannot be read is logged and not asked for again', async () => {
  const inbox = recordingInbox()
  const response = await bridge().handleWebhook?.(
    post('{"update_id":"x","message":{"text":"PRIVATE"}}', right),
    inbox,
  )
  expect(response?.status).toBe(200)
  expect(inbox.lines.join()).toContain('could not be read')
  expect(inbox.lines.join()).not.toContain('PRIVATE')
})

it('an update that cannot be stored is asked for again', async () => {
  const { telegram, close } = await pollingHarness()
  const inbox = recordingInbox()
  const { token, url: apiRoot, chatId } = telegram
  const posted = telegramBridge({ token, chatId, apiRoot, webhook: { url: 'https://example.com/', secret } })
  const from = { id: 7, is_bot: false, first_name: 'Anna' }
  const chat = { id: chatId, type: 'supergroup' }
  const message = { message_id: 9, message_thread_id: 5, is_topic_message: true, from, chat, text: 'hi' }
  const update = JSON.stringify({ update_id: 1, message })
  inbox.refuse(1)
  expect((await posted.handleWebhook?.(post(update, right), inbox))?.status).toBe(503)
  expect((await posted.handleWebhook?.(post(update, right), inbox))?.status).toBe(200)
  expect(inbox.stored).toHaveLength(1)
  await close()
})

it('is not there when updates are polled', async () => {
  expect(telegramBridge({ token: '1:AAToken', chatId: -1001 }).handleWebhook).toBeUndefined()
})
