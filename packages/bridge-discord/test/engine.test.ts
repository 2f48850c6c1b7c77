import { memoryStorage, PocketPing, type Storage } from '@pocketping/core'
import {
  type DiscordEmulator,
  type DiscordMessageView,
  type DiscordThreadReader,
  startDiscordEmulator,
} from '@pocketping/emulators'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DiscordBridgeOptions, discordBridge } from '../src/index.ts'
import { shownOf } from './shown.ts'

const KINDS: readonly [name: string, isForum: boolean, options: Partial<DiscordBridgeOptions>][] = [
  ['a text channel', false, {}],
  ['a forum', true, {}],
  ['a text channel, under visitors’ names', false, { impersonate: true }],
]

describe.each(KINDS)('a whole conversation in %s', (_name, isForum, options) => {
  let discord: DiscordEmulator
  let storage: Storage
  let pp: PocketPing
  let visitor = ''

  beforeEach(async () => {
    discord = await startDiscordEmulator()
    storage = memoryStorage()
    pp = await startEngine()
    visitor = ((await (await post('/widget/sessions', {})).json()) as { token: string }).token
  })

  afterEach(async () => {
    await pp.stop()
    await discord.stop()
  })

  async function startEngine(): Promise<PocketPing> {
    const { token, channelId, forumId, url } = discord
    const rest = { api: `${url}/api`, cdn: `${url}/cdn` }
    const engine = new PocketPing({
      storage,
      bridges: [discordBridge({ token, channelId: isForum ? forumId : channelId, rest, ...options })],
      logger: { debug() {}, info() {}, warn() {}, error: console.error },
    })
    await engine.start()
    return engine
  }

  function post(path: string, body: unknown): Promise<Response> {
    const headers = new Headers(visitor ? { authorization: `Bearer ${visitor}` } : {})
    return pp.fetch(
      new Request(`http://shop.example${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
    )
  }

  async function write(id: string, content: string): Promise<void> {
    expect((await post('/widget/commands', { type: 'send', id, content })).status).toBe(200)
  }

  /** What the visitor sees of what operators said. */
  async function answers(): Promise<string[]> {
    const headers = { authorization: `Bearer ${visitor}` }
    const answer = await pp.fetch(new Request('http://shop.example/widget/messages', { headers }))
    const { messages } = (await answer.json()) as {
      messages: { type: string; content: string; deletedAt?: string }[]
    }
    return messages.filter(one => one.type === 'operator' && !one.deletedAt).map(({ content }) => content)
  }

  function newest(): DiscordThreadReader {
    return discord.thread(discord.threads().at(-1)?.id ?? '')
  }

  /** Everything people see in the newest thread but its card. */
  function shown(): string[] {
    if (discord.threads().length === 0) return []
    const { id } = newest()
    const said = newest()
      .messages()
      .filter(message => !message.service && !message.isDeleted && message.id !== id)
    return said.map(({ text }) => shownOf(text).text)
  }

  const isMarked = ({ id }: DiscordMessageView, mark: string): boolean =>
    discord.message(id)?.reactions.some(({ emoji }) => emoji === mark) ?? false

  it('goes both ways', async () => {
    await write('msg_one00001', 'Is the *blue* one back?')
    await discord.until(() => shown().includes('Is the *blue* one back?'))
    const answer = discord.asOperator.send({ threadId: newest().id, text: 'On Thursday.' })
    await discord.until(() => isMarked(answer, '✅'))
    expect(await answers()).toEqual(['On Thursday.'])
    discord.asOperator.edit(answer.id, 'On Friday.')
    discord.asOperator.send({ threadId: newest().id, text: '// sold out, really' })
    discord.asOperator.send({ threadId: newest().id, text: '!info' })
    await discord.until(() => shown().some(text => text.includes('Session: sess_')))
    expect(await answers()).toEqual(['On Friday.'])
    await write('msg_two00001', 'Thanks')
    await discord.until(() => shown().includes('Thanks'))
    expect(discord.threads()).toHaveLength(1)
  })

  it('goes on after the app was down, with what was written meanwhile', async () => {
    await write('msg_one00001', 'Hello?')
    await discord.until(() => shown().includes('Hello?'))
    const before = discord.asOperator.send({ threadId: newest().id, text: 'Hi' })
    await discord.until(() => isMarked(before, '✅'))
    await pp.stop()
    const missed = discord.asOperator.send({ threadId: newest().id, text: 'How can I help?' })
    discord.asOperator.edit(before.id, 'Hi there')
    pp = await startEngine()
    await discord.until(() => isMarked(missed, '✅'))
    expect(await answers()).toEqual(['Hi there', 'How can I help?'])
  })

  it('is closed and taken up again, and survives a thread that somebody deletes', async () => {
    await write('msg_one00001', 'Hello?')
    await discord.until(() => shown().includes('Hello?'))
    discord.asOperator.send({ threadId: newest().id, text: '!close' })
    await discord.until(() => newest().isArchived && newest().isLocked)
    await write('msg_two00001', 'One more thing')
    await discord.until(() => shown().includes('One more thing'))
    expect(newest()).toMatchObject({ isArchived: false, isLocked: false })
    discord.asOperator.deleteThread(newest().id)
    await write('msg_three001', 'Still there?')
    await discord.until(() => shown().includes('Still there?'))
    expect(shown().join('\n')).toContain('One more thing')
    expect(discord.threads()).toHaveLength(1)
  })
})
