import type { Bridge } from '@pocketping/core'
import { recordingInbox } from '@pocketping/core/testing'
import { signSlackRequest } from '@pocketping/emulators'
import { describe, expect, it } from 'vitest'
import { slackBridge } from '../src/index.ts'
import { instantClock, patientClock } from './harness.ts'
import { card, setUp, textOf } from './stage.ts'

const signingSecret = ['a', 'signing', 'secret'].join('-')
const token = ['xoxb', 'some', 'bot'].join('-')
const now = 1_790_000_000_000
const clock = { ...instantClock, now: () => now }

function bridge(): Bridge {
  return slackBridge({
    token,
    channelId: 'C0123456789',
    signingSecret,
    slackApiUrl: 'http://127.0.0.1:9/',
    clock,
  })
}

/** A call as Slack signs it; `more` is what is wrong with it. */
function call(
  body: string,
  more: { secret?: string; age?: number; headers?: Record<string, string> } = {},
): Request {
  const timestamp = String(Math.floor(now / 1000) - (more.age ?? 0))
  const headers = {
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signSlackRequest(more.secret ?? signingSecret, timestamp, body),
    ...more.headers,
  }
  return new Request('https://example.com/pocketping/bridges/slack', { method: 'POST', headers, body })
}

async function statusOf(request: Request, inbox = recordingInbox()): Promise<number | undefined> {
  return (await bridge().handleWebhook?.(request, inbox))?.status
}

const verification = JSON.stringify({ type: 'url_verification', challenge: 'c0ffee', token: 'x' })

describe('a call that is not Slack’s', () => {
  it('is refused', async () => {
    expect(await statusOf(call(verification, { secret: `${signingSecret}x` }))).toBe(401)
    expect(await statusOf(call(verification, { headers: { 'x-slack-signature': 'v0=' } }))).toBe(401)
    expect(await statusOf(call(verification, { age: 301 }))).toBe(401)
    expect(await statusOf(call(verification, { age: -301 }))).toBe(401)
    expect(await statusOf(new Request('https://example.com/', { method: 'POST', body: verification }))).toBe(
      401,
    )
    expect(await statusOf(new Request('https://example.com/'))).toBe(405)
  })

  it('is not even read when it is old', async () => {
    let isRead = false
    const pull = (): void => {
      isRead = true
    }
    const body = new ReadableStream({ pull }, { highWaterMark: 0 })
    const headers = { 'x-slack-request-timestamp': '1700000000', 'x-slack-signature': 'v0=00' }
    const init = { method: 'POST', headers, body, duplex: 'half' }
    expect(await statusOf(new Request('https://example.com/', init as RequestInit))).toBe(401)
    expect(isRead).toBe(false)
  })

  it('is refused when it is too large, or no event', async () => {
    expect(await statusOf(call('x'.repeat(1_048_577)))).toBe(413)
    for (const body of ['', '{"type', '[]', '{"type":1}', 'payload=%7B%7D'])
      expect(await statusOf(call(body))).toBe(400)
  })
})

it('Slack’s question whether this is the address is answered, once it is signed', async () => {
  const response = await bridge().handleWebhook?.(call(verification), recordingInbox())
  expect(response?.status).toBe(200)
  expect(await response?.text()).toBe('c0ffee')
})

it('an event that cannot be read is logged and not asked for again', async () => {
  const inbox = recordingInbox()
  const event = { type: 'message', channel: 7, text: 'PRIVATE', ts: 'x' }
  const body = JSON.stringify({ type: 'event_callback', event_id: 'Ev1', event })
  expect(await statusOf(call(body), inbox)).toBe(200)
  expect(inbox.lines.join()).toContain('could not be read')
  expect(inbox.lines.join()).not.toContain('PRIVATE')
})

it('what is no message and no reaction is taken, and nothing comes of it', async () => {
  const inbox = recordingInbox()
  for (const event of [
    { type: 'channel_rename', channel: { id: 'C1' } },
    { type: 'app_mention', text: 'x' },
    undefined,
  ])
    expect(await statusOf(call(JSON.stringify({ type: 'event_callback', event })), inbox)).toBe(200)
  expect(
    await statusOf(call(JSON.stringify({ type: 'app_rate_limited', minute_rate_limited: 1 })), inbox),
  ).toBe(200)
  expect(inbox.stored).toEqual([])
  expect(inbox.lines.join()).toContain('30,000')
})

describe('in a process where the bridge was not started', () => {
  async function begin() {
    const harness = await setUp()
    const other = harness.createBridge({
      signingSecret,
      clock: patientClock({ ...clock, setTimeout: () => 0, clearTimeout: () => undefined }),
    })
    const inbox = recordingInbox()
    const { threadId } = await other.openThread(card(), 'thread')
    const [channel, thread_ts] = threadId.split(':')
    let number = 0
    const post = (text: string, eventId = text): Promise<Response | undefined> => {
      number += 1
      const ts = `1790000000.00000${number}`
      const event = { type: 'message', channel, thread_ts, ts, event_ts: ts, user: 'U0MAYA00001', text }
      return (
        other.handleWebhook?.(
          call(JSON.stringify({ type: 'event_callback', event_id: eventId, event })),
          inbox,
        ) ?? Promise.resolve(undefined)
      )
    }
    return { ...harness, inbox, post, threadId }
  }

  it('events are stored all the same, in order', async () => {
    const { inbox, post } = await begin()
    const words = Array.from({ length: 20 }, (_, index) => `word ${index}`)
    const answers = await Promise.all(words.map(word => post(word)))
    expect(answers.map(answer => answer?.status)).toEqual(words.map(() => 200))
    expect(inbox.stored.map(textOf)).toEqual(words)
    // Only whoever reads what was missed knows how far it was heard.
    expect(inbox.heardUpTo).toBeUndefined()
  })

  it('the same event twenty times at once is one', async () => {
    const { inbox, post } = await begin()
    const answers = await Promise.all(Array.from({ length: 20 }, () => post('hello', 'Ev1')))
    expect(answers.every(answer => answer?.status === 200)).toBe(true)
    expect(inbox.stored).toHaveLength(1)
  })

  it('an event that cannot be stored is asked for again', async () => {
    const { inbox, post } = await begin()
    inbox.refuse(1)
    expect((await post('hello', 'Ev1'))?.status).toBe(503)
    expect((await post('hello', 'Ev1'))?.status).toBe(200)
    expect(inbox.stored).toHaveLength(1)
  })
})
