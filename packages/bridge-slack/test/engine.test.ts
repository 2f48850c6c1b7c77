import { memoryStorage, PocketPing } from '@pocketping/core'
import { type ManualClock, manualClock, type SlackEmulator, startSlackEmulator } from '@pocketping/emulators'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { toEngineClock } from '../../../test/support/engine-clock.ts'
import { slackBridge } from '../src/index.ts'
import { shownOf } from './shown.ts'

let clock: ManualClock
let slack: SlackEmulator
let startEngine: () => Promise<PocketPing>
let pp: PocketPing
let visitor: string

/** A shop with one visitor, its engine and its Slack, in a time that stands still until it is moved. */
beforeEach(async () => {
  clock = manualClock()
  slack = await startSlackEmulator({ clock })
  const engineClock = toEngineClock(clock)
  const storage = memoryStorage({ clock: engineClock })
  const { token, appToken, channelId, url: slackApiUrl } = slack
  startEngine = async () => {
    const engine = new PocketPing({
      storage,
      bridges: [slackBridge({ token, appToken, channelId, slackApiUrl, clock: engineClock })],
      clock: engineClock,
      limits: false,
      logger: { debug() {}, info() {}, warn() {}, error: console.error },
    })
    await engine.start()
    return engine
  }
  pp = await startEngine()
  visitor = ((await (await post('/widget/sessions', {})).json()) as { token: string }).token
})

afterEach(async () => {
  await pp.stop()
  await slack.stop()
})

function post(path: string, body: unknown): Promise<Response> {
  const headers = new Headers(visitor ? { authorization: `Bearer ${visitor}` } : {})
  return pp.fetch(
    new Request(`http://shop.example${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
  )
}

async function write(id: string, content: string): Promise<void> {
  expect((await post('/widget/commands', { type: 'send', id, content })).status).toBe(200)
}

/** What the visitor sees of the conversation. */
async function seen(): Promise<string[]> {
  const headers = { authorization: `Bearer ${visitor}` }
  const answer = await pp.fetch(new Request('http://shop.example/widget/messages', { headers }))
  const { messages } = (await answer.json()) as { messages: { content: string; deletedAt?: string }[] }
  return messages.filter(({ deletedAt }) => !deletedAt).map(({ content }) => content)
}

/** Moves time in small steps, with turns for what is under way, until something holds. */
async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  for (let steps = 0; !(await isTrue()); steps += 1) {
    if (steps > 2000) throw new Error('It did not happen.')
    await clock.advance(250)
    for (let turns = 0; turns < 20; turns += 1) await new Promise(resolve => setImmediate(resolve))
  }
}

/** What stands in the bot's threads, the newest last. */
function threads(): string[][] {
  return slack.threads().map(thread => thread.replies().map(shownOf))
}

function newestThread(): string {
  return slack.threads().at(-1)?.ts ?? ''
}

it('a conversation goes both ways, each message once, however often Slack tells of it', async () => {
  await write('msg_one00001', 'Is the *blue* one back?')
  await until(() => threads().flat().includes('Is the *blue* one back?'))
  slack.faults.repeatEvents(6)
  const { ts } = slack.asOperator.send({ threadTs: newestThread(), text: 'On Thursday.' })
  await until(async () => (await seen()).length === 2 && slack.pendingEvents() === 0)
  expect(await seen()).toEqual(['Is the *blue* one back?', 'On Thursday.'])
  await until(() => slack.message(ts)?.reactions.some(({ name }) => name === 'ok_hand') ?? false)
  // Whoever answers first has the conversation, and its opening message says so.
  await until(() => JSON.stringify(slack.message(newestThread())).includes('Answered by: Maya'))
  slack.asOperator.edit(ts, 'On Friday.')
  await until(async () => (await seen())[1] === 'On Friday.')
  slack.asOperator.delete(ts)
  await until(async () => (await seen()).length === 1)
})

it('a thread that was deleted is followed by one that begins with what was said last', async () => {
  await write('msg_heal0001', 'Is the blue one back?')
  await until(() => threads().flat().includes('Is the blue one back?'))
  const first = newestThread()
  for (const { ts } of slack.thread(first).replies()) slack.asOperator.delete(ts)
  slack.asOperator.delete(first)
  await write('msg_heal0002', 'And in green?')
  await until(() => threads().flat().includes('And in green?'))
  const [recap] = threads().at(-1) ?? []
  expect(recap).toContain('Is the blue one back?')
  expect(slack.threads()).toHaveLength(1)
  slack.asOperator.send({ threadTs: newestThread(), text: 'Sold out.' })
  await until(async () => (await seen()).includes('Sold out.'))
})

it('what was written, edited and ordered while nothing was running is taken in once', async () => {
  await write('msg_away0001', 'Hello?')
  await until(() => threads().flat().includes('Hello?'))
  const threadTs = newestThread()
  const { ts } = slack.asOperator.send({ threadTs, text: 'Helo!' })
  await until(async () => (await seen()).includes('Helo!'))
  await pp.stop()
  slack.asOperator.edit(ts, 'Hello!')
  slack.asOperator.send({ threadTs, text: 'How can I help?' })
  slack.asOperator.send({ threadTs, text: '// one of the nice ones' })
  slack.asOperator.send({ threadTs, text: '!info' })
  await clock.advance(3_600_000)
  pp = await startEngine()
  await until(async () => (await seen()).length === 3)
  expect(await seen()).toEqual(['Hello?', 'Hello!', 'How can I help?'])
  const answers = () =>
    threads()
      .flat()
      .filter(text => text.includes('Session:')).length
  await until(() => answers() === 1)
  slack.faults.disconnectSockets()
  await until(() => slack.openSockets() === 1 && slack.sockets.length === 3)
  slack.asOperator.send({ threadTs, text: 'Still there?' })
  await until(async () => (await seen()).includes('Still there?'))
  expect(await seen()).toHaveLength(4)
  expect(answers()).toBe(1)
})
