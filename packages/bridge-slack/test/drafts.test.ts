import { memoryStorage, PocketPing, type Storage } from '@pocketping/core'
import { type ScriptedProvider, scriptedProvider } from '@pocketping/core/testing'
import {
  manualClock,
  type SlackEmulator,
  type SlackMessageView,
  startSlackEmulator,
} from '@pocketping/emulators'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { slackBridge } from '../src/index.ts'
import { asClock } from './harness.ts'
import { shownOf } from './shown.ts'

const clock = manualClock()
let slack: SlackEmulator
let pp: PocketPing
let storage: Storage
let provider: ScriptedProvider
let visitor = ''

/** A shop with an AI that only drafts, and a visitor who asked something, in a time that is moved. */
beforeEach(async () => {
  slack = await startSlackEmulator({ clock, limits: { postsPerChannelSecond: false, tiers: false } })
  const { token, appToken, channelId, url: slackApiUrl } = slack
  storage = memoryStorage({ clock: asClock(clock) })
  provider = scriptedProvider(() => ({ text: 'On Mondays.' }))
  pp = new PocketPing({
    storage,
    bridges: [slackBridge({ token, appToken, channelId, slackApiUrl, clock: asClock(clock) })],
    clock: asClock(clock),
    ai: { provider, mode: 'draft' },
    limits: false,
    logger: { debug() {}, info() {}, warn() {}, error: console.error },
  })
  await pp.start()
  visitor = ''
  visitor = ((await (await post('sessions', {})).json()) as { token: string }).token
  await post('commands', { type: 'send', id: 'msg_question1', content: 'When do you ship?' })
  await drafted(1)
})

afterEach(async () => {
  await pp.stop()
  await slack.stop()
})

function post(path: string, body: unknown): Promise<Response> {
  const headers = new Headers(visitor ? { authorization: `Bearer ${visitor}` } : {})
  const init = { method: 'POST', headers, body: JSON.stringify(body) }
  return pp.fetch(new Request(`http://shop.example/widget/${path}`, init))
}

/** What the visitor sees, with who said it. */
async function seen(): Promise<string[]> {
  const headers = { authorization: `Bearer ${visitor}` }
  const answer = await pp.fetch(new Request('http://shop.example/widget/messages', { headers }))
  const { messages } = (await answer.json()) as { messages: { type: string; content: string }[] }
  return messages.map(({ type, content }) => `${type}: ${content}`)
}

/** Lets time pass until the AI was asked so often, and waits for its drafts to stand in the thread. */
async function drafted(count: number): Promise<void> {
  for (let steps = 0; provider.requests.length < count; steps += 1) {
    if (steps > 1000) throw new Error('The AI was not asked.')
    await clock.advance(1000)
  }
  await slack.until(() => drafts().length === count)
  // It stands there a moment before the engine knows where.
  for (const platformId of drafts().map(({ ts }) => `${slack.channelId}:${ts}`))
    await expect.poll(() => storage.listCopies({ bridgeId: 'slack', platformId })).toHaveLength(1)
}

function replies(): SlackMessageView[] {
  return slack.threads().flatMap(thread => thread.replies().filter(({ isDeleted }) => !isDeleted))
}

const drafts = (): SlackMessageView[] => replies().filter(one => shownOf(one).includes('not sent'))

it('sends a draft at a thumbs-up, once, and shows it as the AI’s', async () => {
  const [draft] = drafts()
  slack.asOperator.react(draft?.ts ?? '', 'eyes')
  slack.asOperator.react(draft?.ts ?? '', '+1::skin-tone-4')
  slack.asOperator.react(draft?.ts ?? '', 'white_check_mark')
  await slack.until(() => drafts().length === 0 && replies().map(shownOf).includes('AI\nOn Mondays.'))
  expect(await seen()).toEqual(['visitor: When do you ship?', 'ai: On Mondays.'])
  expect(replies().map(shownOf)).toEqual(['When do you ship?', 'AI\nOn Mondays.'])
})

it('sends a colleague’s words in the place of a draft', async () => {
  slack.asOperator.send({ text: '!send On Tuesdays.', threadTs: slack.threads()[0]?.ts ?? '' })
  await slack.until(() => drafts().length === 0)
  expect(await seen()).toEqual(['visitor: When do you ship?', 'operator: On Tuesdays.'])
})
