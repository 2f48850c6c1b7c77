import { type Bridge, memoryStorage, PocketPing } from '@pocketping/core'
import { afterEach, expect, it } from 'vitest'
import { pollingHarness, type TelegramHarness } from './harness.ts'

/** An engine whose bridge names who may answer, and the topic of a visitor who asked something. */
interface Stage {
  harness: TelegramHarness
  topicId: number
  /** What operators said to visitors so far. */
  said: string[]
  texts(): string[]
}

const ends: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function begin(allowedOperators?: readonly string[]): Promise<Stage> {
  const harness = await pollingHarness({ bridge: allowedOperators ? { allowedOperators } : {} })
  const said: string[] = []
  const pp = await startEngine(harness.bridge, said)
  ends.push(async () => {
    await pp.stop()
    await harness.close()
  })
  const post = async (path: string, body: object, token = ''): Promise<Response> => {
    const headers = token ? { authorization: `Bearer ${token}` } : {}
    const init = { method: 'POST', headers, body: JSON.stringify(body) }
    return pp.fetch(new Request(`http://shop.example/widget/${path}`, init))
  }
  const { token } = (await (await post('sessions', {})).json()) as { token: string }
  await post('commands', { type: 'send', id: 'msg_question1', content: 'Is it back?' }, token)
  const { telegram } = harness
  const opened = (): number | undefined => telegram.topics().find(({ name }) => name !== 'General')?.id
  await telegram.until(() => opened() !== undefined)
  const topicId = opened() ?? 0
  const texts = (): string[] => telegram.topic(topicId).texts()
  await telegram.until(() => texts().includes('Is it back?'))
  return { harness, topicId, said, texts }
}

async function startEngine(bridge: Bridge, said: string[]): Promise<PocketPing> {
  const pp = new PocketPing({
    storage: memoryStorage(),
    bridges: [bridge],
    onMessage: ({ type, content }) => void (type === 'operator' && said.push(content)),
    logger: { debug() {}, info() {}, warn() {}, error: console.error },
  })
  await pp.start()
  return pp
}

it('tells a stranger once, in the topic, that the visitor did not get it', async () => {
  const { harness, topicId, said, texts } = await begin(['@maya'])
  const { telegram } = harness
  const notices = (): string[] => texts().filter(text => text.includes('allowedOperators'))
  telegram.asOperator.send({ text: 'not from me', topicId, from: 'tomas' })
  await telegram.until(() => notices().length === 1)
  telegram.asOperator.send({ text: 'nor this', topicId, from: 'tomas' })
  telegram.asOperator.send({ text: 'from Maya', topicId, from: 'maya' })
  await expect.poll(() => said).toEqual(['from Maya'])
  expect(notices()).toHaveLength(1)
})

it('shows in the header who answers, and that the visitor is blocked', async () => {
  const { harness, topicId, texts } = await begin()
  const { telegram } = harness
  telegram.asOperator.send({ text: '/claim', topicId })
  await telegram.until(() => texts()[0]?.includes('Answered by: Maya') ?? false)
  telegram.asOperator.send({ text: '/block', topicId })
  await telegram.until(() => texts()[0]?.includes('Status: blocked') ?? false)
})
