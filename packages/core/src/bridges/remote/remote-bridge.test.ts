import { describe, expect, it } from 'vitest'
import { type RemoteStage, setRemoteStage } from '../../testing/remote-stage.ts'
import type { VisitorPage } from '../../testing/visitor-page.ts'
import { remoteBridge } from './remote-bridge.ts'

/** An engine, a process with its bridge, and a visitor who has said something. */
async function begin(): Promise<{ stage: RemoteStage; page: VisitorPage; threadId: string }> {
  const stage = setRemoteStage()
  await stage.startEngine()
  await stage.startProcess()
  const page = await stage.visit()
  await page.say('hello')
  return { stage, page, threadId: stage.platform.threadOf(page.sessionId)?.id ?? '' }
}

/** How often each job that waits was tried and failed. */
async function attempts({ storage, clock }: RemoteStage): Promise<number[]> {
  const { jobs } = await storage.claimJobs({
    kinds: ['deliver:text'],
    now: clock.now(),
    leaseMs: 1,
    limit: 100,
  })
  return jobs.map(job => job.attempts)
}

describe('a bridge in a process of its own', () => {
  it('carries a conversation both ways', async () => {
    const { stage, page, threadId } = await begin()
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello'])
    const written = stage.platform.operator.write(threadId, 'Hi there')
    await stage.rest()
    expect(page.texts()).toEqual(['hello', 'Hi there'])
    expect(stage.platform.updates).toEqual([])
    expect(stage.platform.findMessage(written)?.marks).toEqual(['stored'])
    stage.platform.operator.edit(written, 'Hi!')
    stage.platform.operator.type(threadId)
    await stage.rest()
    expect(page.texts()).toEqual(['hello', 'Hi!'])
    expect(page.told.map(({ type }) => type)).toContain('typing')
    stage.platform.operator.write(threadId, '/close')
    await stage.rest()
    expect(page.session.status).toBe('closed')
  })

  it('lets deliveries wait while the process is away, for nothing, and goes on at once when it is back', async () => {
    const stage = setRemoteStage()
    await stage.startEngine()
    const page = await stage.visit()
    await page.say('one')
    const { calls } = stage.engine.life
    const before = calls.storage
    await stage.pass(600_000)
    // What happens once a minute for the visitor's presence is not the delivery's.
    expect(calls.storage - before).toBeLessThan(600_000 / 5000)
    await page.say('two')
    expect(await attempts(stage)).toEqual([0])
    await stage.pass(1000)
    await stage.startProcess()
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['one', 'two'])
  })

  it('carries what waited together, however many messages that were', async () => {
    const { stage, page } = await begin()
    await stage.process.running.stop()
    const texts = Array.from({ length: 40 }, (_, index) => `line ${index}`)
    for (const text of texts) await page.say(text)
    await stage.startProcess({
      capabilities: { maxLength: 4000, budget: { messages: 20, perMs: 60_000 } },
    })
    await stage.pass(5000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', ...texts])
    const posts = stage.platform.threadOf(page.sessionId)?.messages ?? []
    expect(posts.length).toBeLessThan(10)
  })

  it('does not count it as a failure where the process leaves in the middle', async () => {
    const { stage, page } = await begin()
    stage.platform.faults.hang()
    await page.say('one')
    await page.say('two')
    stage.network.cut()
    await stage.rest()
    stage.platform.faults.answer()
    await stage.pass(3000)
    // It was posted, and nobody heard: the process remembers.
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one', 'two'])
  })

  it('is what its process last said it is', async () => {
    const stage = setRemoteStage()
    const bridge = remoteBridge('text')
    await stage.startEngine({ options: { bridges: [bridge] } })
    expect(bridge.react).toBeUndefined()
    expect(bridge.capabilities).toMatchObject({ edits: false, removals: false })
    const budget = { messages: 2, perMs: 60_000 }
    await stage.startProcess({ capabilities: { maxLength: 77, budget }, allowedOperators: ['op-9'] })
    expect(bridge.capabilities).toMatchObject({ maxLength: 77, edits: true, budget })
    expect(bridge.allowedOperators).toEqual(['op-9'])
    expect(bridge.react).toBeTypeOf('function')
    expect(bridge.typing).toBeTypeOf('function')
  })

  it('keeps the budget that its process names', async () => {
    const stage = setRemoteStage()
    await stage.startEngine()
    await stage.startProcess({ capabilities: { budget: { messages: 3, perMs: 60_000 } } })
    const page = await stage.visit()
    for (const text of ['one', 'two', 'three', 'four']) await page.say(text)
    expect(stage.platform.faults.journal.length).toBeLessThanOrEqual(3)
    await stage.pass(120_000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['one', 'two', 'three', 'four'])
  })

  it('obeys the operators whom the process names', async () => {
    const stage = setRemoteStage()
    await stage.startEngine()
    await stage.startProcess({ allowedOperators: ['op-9'] })
    const page = await stage.visit()
    await page.say('hello')
    stage.platform.operator.write(stage.platform.threadOf(page.sessionId)?.id ?? '', 'not mine to say')
    await stage.rest()
    expect(page.texts()).toEqual(['hello'])
  })

  it('hands on why a platform could not do it', async () => {
    const { stage, page } = await begin()
    const { faults } = stage.platform
    faults.add({ on: 'send', error: 'rate-limited', retryAfterMs: 20_000 })
    await page.say('one')
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello'])
    await stage.pass(19_000)
    expect(faults.ignored).toBe(0)
    await stage.pass(2000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
    faults.add({ on: 'send', error: 'refused', text: 'two' })
    await page.say('two')
    expect(stage.engine.log.join('\n')).toContain('A message will never be delivered')
  })

  it('does not wait for ever for an answer', async () => {
    const { stage, page } = await begin()
    stage.platform.faults.hang()
    await page.say('one')
    await stage.pass(61_000)
    expect(stage.engine.log.join('\n')).toContain('The process did not answer within 60 s.')
    stage.platform.faults.answer()
    await stage.pass(5000)
    expect(stage.platform.shownOf(page.sessionId)).toEqual(['hello', 'one'])
  })
})

describe('a platform that calls us', () => {
  const post = (stage: RemoteStage, body: string): Promise<Response> =>
    stage.engine.pp.fetch(new Request('http://shop.example/bridges/text', { method: 'POST', body }))

  it('is answered by the process, which hands in what it was told', async () => {
    const { stage, page, threadId } = await begin()
    await stage.process.running.stop()
    await stage.startProcess({
      around: bridge => ({
        ...bridge,
        async handleWebhook(request, inbox) {
          const text = await request.text()
          const author = { id: 'op-1', name: 'Ada' }
          await inbox.receive({ type: 'message', threadId, platformId: 'w1', author, text })
          return new Response(`got ${text}`, { status: 202 })
        },
      }),
    })
    const answer = await post(stage, 'Hi there')
    expect([answer.status, await answer.text()]).toEqual([202, 'got Hi there'])
    await stage.rest()
    expect(page.texts()).toEqual(['hello', 'Hi there'])
  })

  it('is asked to come back while the process is away, and finds nothing where the bridge takes no calls', async () => {
    const stage = setRemoteStage()
    await stage.startEngine()
    const away = await post(stage, 'x')
    expect([away.status, away.headers.get('retry-after')]).toEqual([503, '5'])
    await stage.startProcess()
    expect((await post(stage, 'x')).status).toBe(404)
  })

  it('hands on no more calls at once than a stranger may fill the connection with', async () => {
    const { stage } = await begin()
    await stage.process.running.stop()
    const { promise, resolve } = Promise.withResolvers<Response>()
    await stage.startProcess({
      around: bridge => ({ ...bridge, handleWebhook: async () => (await promise).clone() }),
    })
    const all = Promise.all(Array.from({ length: 60 }, () => post(stage, 'x')))
    await stage.rest()
    resolve(new Response('ok'))
    const statuses = (await all).map(({ status }) => status)
    expect(statuses.filter(status => status === 429)).toHaveLength(10)
    expect((await post(stage, 'x')).status).toBe(200)
  })
})

describe('remoteBridge()', () => {
  it.for<[name: string, said: RegExp, make: () => unknown]>([
    ['no id', /remoteBridge\(\): id: must be the id of the bridge/, () => remoteBridge('')],
    ['an id that no path holds', /id: must be/, () => remoteBridge('a/b')],
    ['no time at all', /timeoutMs: must be 1000 to 600000/, () => remoteBridge('a', { timeoutMs: 0 })],
  ])('refuses %s', ([, said, make]) => {
    expect(make).toThrow(said)
  })
})
