import { type Clock, memoryStorage, PocketPing, type Storage } from '@pocketping/core'
import { type ScriptedProvider, scriptedProvider } from '@pocketping/core/testing'
import {
  type DiscordEmulator,
  type DiscordMessageView,
  manualClock,
  noDiscordLimits,
  startDiscordEmulator,
} from '@pocketping/emulators'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { discordBridge } from '../src/index.ts'
import { shownOf } from './shown.ts'

// discord.js and its Discord live in the time of the machine.
const clock = manualClock()
const engineClock: Clock = {
  now: clock.now,
  after(ms, callback) {
    const handle = clock.setTimeout(callback, ms)
    return () => clock.clearTimeout(handle)
  },
}
let discord: DiscordEmulator
let pp: PocketPing
let storage: Storage
let provider: ScriptedProvider
let visitor = ''

/** A shop with an AI that only drafts, and a visitor who asked something, in a time that is moved. */
beforeEach(async () => {
  discord = await startDiscordEmulator({ limits: noDiscordLimits })
  const { token, channelId, url } = discord
  const rest = { api: `${url}/api`, cdn: `${url}/cdn` }
  storage = memoryStorage({ clock: engineClock })
  provider = scriptedProvider(() => ({ text: 'On Mondays.' }))
  pp = new PocketPing({
    storage,
    bridges: [discordBridge({ token, channelId, rest })],
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
  await discord.stop()
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
  await discord.until(() => drafts().length === count)
  // It stands there a moment before the engine knows where.
  for (const platformId of drafts().map(({ id }) => id))
    await expect.poll(() => storage.listCopies({ bridgeId: 'discord', platformId })).toHaveLength(1)
}

function replies(): DiscordMessageView[] {
  const [thread] = discord.threads()
  const all = thread ? discord.thread(thread.id).messages() : []
  return all.filter(({ service, isDeleted }) => !service && !isDeleted)
}

const textOf = ({ text }: DiscordMessageView): string => shownOf(text).text

const drafts = (): DiscordMessageView[] => replies().filter(one => textOf(one).includes('not sent'))

it('sends a draft at a thumbs-up, once, and shows it as the AI’s', async () => {
  const id = drafts()[0]?.id ?? ''
  discord.asOperator.react(id, '👀')
  discord.asOperator.react(id, '👍🏽')
  discord.asOperator.react(id, '✅', 'Tomás')
  await discord.until(() => drafts().length === 0 && replies().map(textOf).includes('AI\nOn Mondays.'))
  expect(await seen()).toEqual(['visitor: When do you ship?', 'ai: On Mondays.'])
  expect(replies().map(textOf)).toEqual(['When do you ship?', 'AI\nOn Mondays.'])
})

it('sends the draft that !send answers, and a colleague’s words in the place of another', async () => {
  await post('commands', { type: 'send', id: 'msg_question2', content: 'Where to?' })
  await drafted(2)
  const threadId = discord.threads()[0]?.id ?? ''
  discord.asOperator.send({ text: '!send', threadId, replyTo: drafts()[0]?.id ?? '' })
  await discord.until(() => drafts().length === 1)
  discord.asOperator.send({ text: '!send Everywhere.', threadId, from: 'Tomás' })
  await discord.until(() => drafts().length === 0)
  const said = [
    'visitor: When do you ship?',
    'visitor: Where to?',
    'ai: On Mondays.',
    'operator: Everywhere.',
  ]
  expect(await seen()).toEqual(said)
})
