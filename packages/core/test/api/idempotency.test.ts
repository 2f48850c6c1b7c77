import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/testing/http-contract-request.ts'
import { type ApiStage, KEYS, setApiStage, tidyUp } from './api-stage.ts'
import { type Described, described } from './described.ts'
import { type Furniture, fill, furnish } from './furnish.ts'

tidyUp()

const REPEATABLE = described.filter(({ headers }) => headers.length > 0)

interface Scene {
  stage: ApiStage
  ids: Furniture
  call(key: string | undefined, body?: Described['body']): Promise<Answer>
  /** How often the call had an effect, whatever that is. */
  effects(): Promise<number>
}

async function setScene(one: Described): Promise<Scene> {
  const stage = await setApiStage()
  const ids = await furnish(stage)
  // What is open cannot be opened.
  if (one.name === 'reopenSession') await stage.pp.closeSession(ids.sessionId)
  const feed = one.name === 'emitEvent' ? await listen(stage, ids.token) : undefined
  const start = await stage.storage.findSession({ id: ids.sessionId })
  return {
    stage,
    ids,
    call: (key, body = one.body) =>
      stage.ask(one.method, fill(one.path, ids), {
        ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
        ...(body ? { body } : {}),
      }),
    async effects() {
      if (feed) return countEvents(stage, ids.sessionId, feed)
      if (one.name === 'testWebhook') return stage.called.length
      if (one.name === 'createWebhook')
        return (await stage.pp.webhooks({ projectId: 'shop' })).webhooks.length - 1
      const { seq = 0 } = (await stage.storage.findSession({ id: ids.sessionId })) ?? {}
      return seq - (start?.seq ?? 0)
    },
  }
}

/** Events that a page was told before one that is sent now. */
async function countEvents({ pp }: ApiStage, sessionId: string, told: readonly string[]): Promise<number> {
  const name = crypto.randomUUID()
  await pp.emitEvent(sessionId, name)
  await expect.poll(() => told.join('')).toContain(name)
  return told.join('').split('order-shipped').length - 1
}

/** What an open page of this visitor is told. */
async function listen({ baseUrl }: ApiStage, token: string): Promise<string[]> {
  const told: string[] = []
  const response = await fetch(`${baseUrl}/widget/stream?after=0`, {
    headers: { authorization: `Bearer ${token}` },
  })
  void response.body
    ?.pipeThrough(new TextDecoderStream())
    .pipeTo(
      new WritableStream({
        write(text) {
          told.push(text)
        },
      }),
    )
    .catch(() => undefined)
  await expect.poll(() => told.length).toBeGreaterThan(0)
  return told
}

describe.each(REPEATABLE.map(one => [one.name, one] as const))('%s with a key', (_name, one) => {
  it('is done once, and answered the same', async () => {
    const { call, effects } = await setScene(one)
    const first = await call('a key')
    expect(String(first.status)).toBe(one.success)
    const once = await effects()
    expect(once).toBeGreaterThan(0)
    for (let n = 0; n < 3; n += 1) {
      const again = await call('a key')
      expect([again.status, again.text]).toEqual([first.status, first.text])
    }
    expect(await effects()).toBe(once)
  })

  it('is done once, however many ask at once', async () => {
    const alone = await setScene(one)
    await alone.call('a key')
    const once = await alone.effects()
    const { call, effects } = await setScene(one)
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('a key')))
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
    expect(String(answers[0]?.status)).toBe(one.success)
    expect(await effects()).toBe(once)
  })

  it('is refused for another request, and then does nothing', async () => {
    const { stage, ids, call, effects } = await setScene(one)
    await call('a key')
    const once = await effects()
    const other = await stage.visit()
    const elsewhere = one.path.includes('{sessionId}')
      ? await stage.ask(one.method, fill(one.path, { ...ids, sessionId: other.session.id }), {
          headers: { 'idempotency-key': 'a key' },
          ...(one.body ? { body: one.body } : {}),
        })
      : await stage.ask('POST', `/sessions/${ids.sessionId}/close`, {
          headers: { 'idempotency-key': 'a key' },
        })
    expect([elsewhere.status, JSON.parse(elsewhere.text)]).toEqual([
      422,
      { error: 'Unprocessable', message: expect.stringContaining('another'), code: 'IDEMPOTENCY_MISMATCH' },
    ])
    expect(await effects()).toBe(once)
  })

  it('is done anew a day later', async () => {
    const { stage, call } = await setScene(one)
    const first = await call('a key')
    stage.clock.move(86_400_000 - 1)
    expect((await call('a key')).text).toBe(first.text)
    stage.clock.move(2)
    const anew = await call('a key')
    expect(anew.status).toBe(first.status)
    if (['sendMessage', 'createWebhook', 'testWebhook'].includes(one.name))
      expect(anew.text).not.toBe(first.text)
  })

  it('needs a key that can stand in a header', async () => {
    const { call, effects } = await setScene(one)
    for (const key of ['', 'x'.repeat(201)]) {
      const answer = await call(key)
      expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('Idempotency-Key')])
    }
    expect(await effects()).toBe(0)
    expect(String((await call('x'.repeat(200))).status)).toBe(one.success)
  })
})

it('tells another body from the same one', async () => {
  const { call } = await setScene(described.find(({ name }) => name === 'sendMessage')!)
  const first = await call('a key', { content: 'One', type: 'operator' })
  // The same fields in another order are the same request only where the text is the same to us too.
  expect((await call('a key', { content: 'One', type: 'operator' })).text).toBe(first.text)
  expect((await call('a key', { content: 'Two', type: 'operator' })).status).toBe(422)
  expect((await call('a key', { content: 'One' })).status).toBe(422)
})

it('keeps keys of two projects apart', async () => {
  const stage = await setApiStage()
  const [shop, blog] = [await furnish(stage, 'shop'), await furnish(stage, 'blog')]
  const headers = { 'idempotency-key': 'a key' }
  const sent = []
  for (const [token, { sessionId }] of [
    [KEYS.shop, shop],
    [KEYS.blog, blog],
  ] as const)
    sent.push(
      await stage.ask('POST', `/sessions/${sessionId}/messages`, { token, headers, body: { content: 'Hi' } }),
    )
  expect(sent.map(({ status }) => status)).toEqual([201, 201])
  expect(JSON.parse(sent[0]!.text).id).not.toBe(JSON.parse(sent[1]!.text).id)
})

it('repeats without a key what has none', async () => {
  const { call, stage, ids } = await setScene(described.find(({ name }) => name === 'sendMessage')!)
  await call(undefined)
  await call(undefined)
  const { messages } = await stage.pp.messages(ids.sessionId)
  expect(messages.filter(({ content }) => content === 'Thanks for reaching out!')).toHaveLength(2)
})

it('stores the key in the commit of what was done, and neither where that fails', async () => {
  let isDown = false
  const commits: unknown[][] = []
  const stage = await setApiStage({}, async (method, args, run) => {
    if (method !== 'commit') return run()
    if (isDown) throw new Error('killed')
    commits.push(args)
    return run()
  })
  const { sessionId } = await furnish(stage)
  const question = { headers: { 'idempotency-key': 'a key' }, body: { content: 'Once' } }
  isDown = true
  expect((await stage.ask('POST', `/sessions/${sessionId}/messages`, question)).status).toBe(500)
  isDown = false
  const { status, text } = await stage.ask('POST', `/sessions/${sessionId}/messages`, question)
  expect(status).toBe(201)
  expect((await stage.ask('POST', `/sessions/${sessionId}/messages`, question)).text).toBe(text)
  const own = commits.filter(args => JSON.stringify(args).includes('"Once"'))
  expect(own).toHaveLength(1)
  expect(own[0]?.[0]).toMatchObject({ keys: [{ sessionId }], messages: [{ content: 'Once' }] })
  const { messages } = await stage.pp.messages(sessionId)
  expect(messages.filter(({ content }) => content === 'Once')).toHaveLength(1)
})
