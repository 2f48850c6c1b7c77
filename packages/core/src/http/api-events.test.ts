import { describe, expect, it } from 'vitest'
import { idsInLog, KEY } from '../../test/subscriber.ts'
import type { PocketPingOptions } from '../options/options.ts'
import { apiFrameSchema } from '../protocol/index.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'

interface Stream {
  status: number
  headers: Headers
  /** Blocks of the stream as they came. */
  blocks: string[]
  /** Ids of the events that came. */
  ids(): string[]
  /** How it ended; undefined while it has not. */
  ended: string | undefined
  leave(): Promise<void>
}

async function open(
  stage: EngineStage,
  { query = '', headers = {} }: { query?: string; headers?: Record<string, string> } = {},
): Promise<Stream> {
  const request = new Request(`http://a.example/events${query}`, {
    headers: { authorization: `Bearer ${KEY}`, ...headers },
  })
  const response = await stage.process.pp.fetch(request)
  const reader = response.body?.getReader()
  const stream: Stream = {
    status: response.status,
    headers: response.headers,
    blocks: [],
    ids: () =>
      stream.blocks.flatMap(block => {
        const data = /^data: (.*)$/m.exec(block)?.[1]
        const frame = data === undefined ? undefined : apiFrameSchema.parse(JSON.parse(data))
        if (!frame || !('id' in frame)) return []
        // A client keeps this one.
        expect(block).toMatch(new RegExp(`^id: ${frame.id}\n`))
        return [frame.id]
      }),
    ended: undefined,
    async leave() {
      await reader?.cancel()
      await stage.rest()
    },
  }
  void read(reader, stream)
  await stage.rest()
  return stream
}

async function read(
  reader: ReadableStreamDefaultReader<Uint8Array> | undefined,
  stream: Stream,
): Promise<void> {
  const decoder = new TextDecoder()
  let buffer = ''
  try {
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true }
      if (done) break
      buffer += decoder.decode(value, { stream: true })
      const blocks = buffer.split('\n\n')
      buffer = blocks.pop() ?? ''
      stream.blocks.push(...blocks)
    }
    stream.ended = 'closed'
  } catch {
    stream.ended = 'failed'
  }
}

const begin = (options: PocketPingOptions = {}): Promise<EngineStage> =>
  setStage({ options: { secretKeys: [KEY], ...options } })

describe('GET /events', () => {
  it('tells what happens, from now on', async () => {
    const stage = await begin()
    const page = await stage.visit()
    const before = await idsInLog(stage.storage)
    const stream = await open(stage)
    expect(stream.status).toBe(200)
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    // Before the first event a client knows already what to come back with.
    expect(stream.blocks[0]).toMatch(/^id: \d+-1$/)
    await page.say('hello')
    expect(stream.ids()).toEqual((await idsInLog(stage.storage)).slice(before.length))
  })

  it('tells what was missed: Last-Event-ID counts more than after', async () => {
    const stage = await begin()
    const page = await stage.visit()
    await page.say('hello')
    const all = await idsInLog(stage.storage)
    for (const [index, id] of all.entries()) {
      const rest = all.slice(index + 1)
      expect((await open(stage, { query: `?after=${id}` })).ids()).toEqual(rest)
      expect((await open(stage, { query: '?after=1-0', headers: { 'last-event-id': id } })).ids()).toEqual(
        rest,
      )
    }
  })

  it('says so where there is a gap', async () => {
    const stage = await begin()
    await stage.visit()
    const stream = await open(stage, { query: '?after=yesterday' })
    expect(stream.blocks.find(block => block.includes('data: '))).toContain('"type":"gap"')
    expect(stream.ids().slice(1)).toEqual(await idsInLog(stage.storage))
  })

  it('says something every 15 seconds', async () => {
    const stage = await begin()
    const stream = await open(stage)
    const beats = (): number => stream.blocks.filter(block => block === ':').length
    const before = beats()
    await stage.pass(45_000)
    expect(beats()).toBe(before + 3)
  })

  it('costs nothing once its client has gone', async () => {
    const stage = await begin()
    const page = await stage.visit()
    const cost = async (): Promise<number> => {
      const before = stage.process.life.calls.storage
      await stage.process.pp.sendMessage(page.sessionId, { content: 'hello' })
      await stage.pass(60_000)
      return stage.process.life.calls.storage - before
    }
    await cost()
    const without = await cost()
    const stream = await open(stage)
    expect(await cost()).toBeGreaterThan(without)
    await stream.leave()
    expect(await cost()).toBe(without)
  })

  it('is cut where the client does not read, and loses nothing', async () => {
    const stage = await begin()
    const page = await stage.visit()
    const after = (await idsInLog(stage.storage))[0] ?? ''
    const request = new Request(`http://a.example/events?after=${after}`, {
      headers: { authorization: `Bearer ${KEY}` },
    })
    const reader = (await stage.process.pp.fetch(request)).body?.getReader()
    await reader?.read()
    for (let index = 0; index < 40; index += 1)
      await stage.process.pp.sendMessage(page.sessionId, { content: 'x'.repeat(40_000) })
    await stage.rest()
    const reading = async (): Promise<void> => {
      while (!(await reader?.read())?.done);
    }
    await expect(reading()).rejects.toThrow('does not read')
    expect((await open(stage, { query: `?after=${after}` })).ids()).toEqual(
      (await idsInLog(stage.storage)).slice(1),
    )
  })

  it('ends in good order when the engine stops', async () => {
    const stage = await begin()
    const stream = await open(stage)
    await stage.process.pp.stop()
    await stage.rest()
    expect(stream.ended).toBe('closed')
  })

  it('ends when its key was taken away', async () => {
    let secretKeys = [KEY]
    const stage = await begin({
      secretKeys: [],
      projects: key => (key === 'shop' || secretKeys.includes(key) ? { id: 'shop', secretKeys } : undefined),
    })
    const stream = await open(stage)
    secretKeys = []
    stage.process.pp.invalidateProject()
    await stage.pass(15_000)
    while (stream.ended === undefined) await new Promise(resolve => setImmediate(resolve))
    expect(stream.ended).toBe('closed')
    expect((await open(stage)).status).toBe(401)
  })

  it.for<[name: string, status: number, query: string, authorization: string]>([
    ['without a key', 401, '', ''],
    ['with a wrong key', 401, '', 'Bearer sk_wrong_000000000000000'],
    ['with the key in the address', 401, `?apiKey=${KEY}`, ''],
    ['with what is no option', 400, '?since=1', `Bearer ${KEY}`],
    ['with an id that is far too long', 400, `?after=${'1'.repeat(65)}`, `Bearer ${KEY}`],
  ])('is refused %s', async ([, status, query, authorization]) => {
    const stage = await begin()
    expect((await open(stage, { query, headers: { authorization } })).status).toBe(status)
  })
})
