import { type Clock, memoryStorage, PocketPing, type Storage } from '@pocketping/core'
import { type ScriptedProvider, scriptedProvider } from '@pocketping/core/testing'
import {
  type MessageView,
  manualClock,
  startTelegramEmulator,
  type TelegramEmulator,
} from '@pocketping/emulators'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { telegramBridge } from '../src/index.ts'

const clock = manualClock()
// The same time, as the engine and the bridge want it.
const engineClock: Clock = {
  now: clock.now,
  after(ms, callback) {
    const handle = clock.setTimeout(callback, ms)
    return () => clock.clearTimeout(handle)
  },
}
let telegram: TelegramEmulator
let pp: PocketPing
let storage: Storage
let provider: ScriptedProvider
let visitor = ''

/** A shop with an AI that only drafts, and a visitor who asked something, in a time that is moved. */
beforeEach(async () => {
  telegram = await startTelegramEmulator({
    clock,
    limits: { perGroupMinute: false, perChatSecond: false, perSecond: false },
  })
  const { token, chatId, url: apiRoot } = telegram
  storage = memoryStorage({ clock: engineClock })
  provider = scriptedProvider(() => ({ text: 'On Mondays.' }))
  pp = new PocketPing({
    storage,
    bridges: [telegramBridge({ token, chatId, apiRoot, clock: engineClock })],
    clock: engineClock,
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
  await telegram.stop()
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
  await telegram.until(() => drafts().length === count)
  // It stands there a moment before the engine knows where.
  for (const platformId of drafts().map(({ id }) => `${telegram.chatId}:${id}`))
    await expect.poll(() => storage.listCopies({ bridgeId: 'telegram', platformId })).toHaveLength(1)
}

function topic(): ReturnType<TelegramEmulator['topic']> | undefined {
  const opened = telegram.topics().find(({ name }) => name !== 'General')
  return opened && telegram.topic(opened.id)
}

/** What stands in the topic below its header. */
function replies(): MessageView[] {
  const all = topic()?.messages() ?? []
  return all.filter(({ service, isDeleted }) => !service && !isDeleted).slice(1)
}

const drafts = (): MessageView[] => replies().filter(({ text }) => text.includes('not sent'))

it('sends a draft at a thumbs-up, once, and shows it as the AI’s', async () => {
  const id = drafts()[0]?.id ?? 0
  expect(drafts()[0]?.text).toBe('AI draft · not sent\nOn Mondays.\n\n👍 or /send sends it')
  telegram.asOperator.react(id, '👀', 'maya')
  telegram.asOperator.react(id, '🔥', 'tomas')
  telegram.asOperator.react(id, '👍', 'maya')
  await telegram.until(
    () => drafts().length === 0 && replies().some(({ text }) => text === 'AI\nOn Mondays.'),
  )
  expect(await seen()).toEqual(['visitor: When do you ship?', 'ai: On Mondays.'])
  expect(replies().map(({ text }) => text)).toEqual(['When do you ship?', 'AI\nOn Mondays.'])
})

it('sends the draft that /send answers, and a colleague’s words in the place of another', async () => {
  await post('commands', { type: 'send', id: 'msg_question2', content: 'Where to?' })
  await drafted(2)
  const topicId = topic()?.id ?? 0
  telegram.asOperator.send({ text: '/send', topicId, replyTo: drafts()[0]?.id ?? 0 })
  await telegram.until(() => drafts().length === 1)
  telegram.asOperator.send({ text: '/send Everywhere.', topicId, from: 'tomas' })
  await telegram.until(() => drafts().length === 0)
  const said = [
    'visitor: When do you ship?',
    'visitor: Where to?',
    'ai: On Mondays.',
    'operator: Everywhere.',
  ]
  expect(await seen()).toEqual(said)
})
