import { describe, expect, it } from 'vitest'
import type { MessagePage, SessionPage } from '../../src/protocol/api-types.ts'
import { type ApiStage, setApiStage, tidyUp } from './api-stage.ts'

tidyUp()

/** So many sessions, a minute apart; the newest is the last. */
async function visitAll(stage: ApiStage, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < count; n += 1) {
    const { token, session } = await stage.visit()
    await stage.write(token, 'msg_00000001', `Hello ${n}`)
    ids.push(session.id)
    stage.clock.move(60_000)
  }
  return ids
}

/** Reads page after page, and does something between them. */
async function readAll(stage: ApiStage, query: string, between: () => Promise<unknown>): Promise<string[]> {
  const found: string[] = []
  let cursor: string | undefined
  do {
    const more = cursor === undefined ? '' : `&cursor=${cursor}`
    const page = await stage.get<SessionPage>('GET', `/sessions?${query}${more}`)
    found.push(...page.sessions.map(({ id }) => id))
    cursor = page.nextCursor
    await between()
  } while (cursor !== undefined)
  return found
}

/** Marks every third as one that the AI answered. */
async function markThirds({ storage }: ApiStage, ids: readonly string[]): Promise<string[]> {
  const marked = ids.filter((_, n) => n % 3 === 0)
  for (const id of marked) {
    const record = (await storage.findSession({ id }))!
    const next = { ...record, seq: record.seq + 1, needsReview: true }
    expect(await storage.commit({ session: { expectedSeq: record.seq, record: next } })).toBe('committed')
  }
  return marked
}

describe('pages of sessions', () => {
  it('come newest activity first, 50 at a time', async () => {
    const stage = await setApiStage()
    const ids = await visitAll(stage, 53)
    const first = await stage.get<SessionPage>('GET', '/sessions')
    expect(first.sessions.map(({ id }) => id)).toEqual(ids.toReversed().slice(0, 50))
    const second = await stage.get<SessionPage>('GET', `/sessions?cursor=${first.nextCursor}`)
    expect(second.sessions.map(({ id }) => id)).toEqual(ids.toReversed().slice(50))
    expect(second).not.toHaveProperty('nextCursor')
  })

  it.each([1, 3, 7])('by %i show nobody twice and miss nobody while new ones come', async limit => {
    const stage = await setApiStage()
    const ids = await visitAll(stage, 12)
    const found = await readAll(stage, `limit=${limit}`, () => visitAll(stage, 2))
    expect(found).toEqual(ids.toReversed())
  })

  it('miss nobody who did not move while others write', async () => {
    const stage = await setApiStage()
    const visitors: Awaited<ReturnType<ApiStage['visit']>>[] = []
    for (let n = 0; n < 10; n += 1) {
      visitors.push(await stage.visit())
      stage.clock.move(1000)
    }
    const ids = visitors.map(({ session }) => session.id)
    let turn = 0
    const found = await readAll(stage, 'limit=2', async () => {
      // Of those who wait at the end of the list, one goes to its head: it was seen neither there nor here.
      const { token } = visitors[turn++]!
      await stage.write(token, `msg_0000000${turn}`, 'Still there')
      stage.clock.move(1000)
    })
    expect(new Set(found).size).toBe(found.length)
    const moved = ids.slice(0, turn)
    expect(ids.filter(id => !found.includes(id) && !moved.includes(id))).toEqual([])
  })

  it('are told apart where several were active at the same moment', async () => {
    const stage = await setApiStage()
    const ids = []
    for (let n = 0; n < 7; n += 1) ids.push((await stage.visit()).session.id)
    const found = await readAll(stage, 'limit=2', () => stage.visit())
    // Whoever comes in the same moment may stand before or behind.
    expect(new Set(found).size).toBe(found.length)
    expect(found).toEqual(expect.arrayContaining(ids))
  })

  it('hold only those of a status, since a time', async () => {
    const stage = await setApiStage()
    const ids = await visitAll(stage, 9)
    const closed = ids.filter((_, n) => n % 2 === 0)
    for (const id of closed) await stage.pp.closeSession(id)
    const ofStatus = (status: string): Promise<string[]> =>
      readAll(stage, `limit=2&status=${status}`, async () => 0)
    expect((await ofStatus('closed')).sort()).toEqual(closed.toSorted())
    expect((await ofStatus('active')).sort()).toEqual(ids.filter(id => !closed.includes(id)).sort())
    const since = new Date(stage.clock.now()).toISOString()
    stage.clock.move(1000)
    const [late] = await visitAll(stage, 1)
    expect(await readAll(stage, `since=${since}&limit=1`, async () => 0)).toEqual(
      expect.arrayContaining([late as string]),
    )
    const offset = '2026-09-21T14:00:00%2B02:00'
    expect((await stage.ask('GET', `/sessions?since=${offset}`)).status).toBe(200)
  })

  it('hold only those that need a review', async () => {
    const stage = await setApiStage()
    const ids = await visitAll(stage, 10)
    const marked = await markThirds(stage, ids)
    const read = (value: boolean): Promise<string[]> =>
      readAll(stage, `limit=2&needsReview=${value}`, () => stage.visit())
    expect(await read(true)).toEqual(marked.toReversed())
    expect(await read(false)).toEqual(expect.arrayContaining(ids.filter(id => !marked.includes(id))))
    expect(await read(false)).not.toEqual(expect.arrayContaining(marked))
  })

  it('hold only those that a word is found in, of ids, identity and page', async () => {
    const stage = await setApiStage()
    const ids = await visitAll(stage, 8)
    for (const id of [ids[1]!, ids[5]!])
      await stage.pp.identify(id, { email: `Maya+${id}@Example.com`, name: 'Maya' })
    const found = (q: string): Promise<string[]> =>
      readAll(stage, `limit=1&q=${encodeURIComponent(q)}`, () => stage.visit())
    expect(await found('MAYA')).toEqual([ids[5], ids[1]])
    expect(await found(`maya+${ids[1]}@`)).toEqual([ids[1]])
    expect(await found(ids[3]!)).toEqual([ids[3]])
    // What was written is not searched.
    expect(await found('Hello')).toEqual([])
  })

  it.each([
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=x',
    'status=open',
    'since=yesterday',
    'cursor=%20',
    'cursor=1',
    'q=',
    'needsReview=1',
  ])('are refused for %s', async query => {
    const stage = await setApiStage()
    const { status, text } = await stage.ask('GET', `/sessions?${query}`)
    expect([status, JSON.parse(text).message]).toEqual([
      400,
      expect.stringMatching(`^${query.split('=')[0]}: `),
    ])
  })
})

describe('pages of messages', () => {
  async function write(
    count: number,
  ): Promise<{ stage: ApiStage; path: string; contents: string[]; ids: string[] }> {
    const stage = await setApiStage()
    const { session } = await stage.visit()
    const ids = []
    for (let n = 0; n < count; n += 1)
      ids.push((await stage.pp.sendMessage(session.id, { content: `${n}` })).id)
    const contents = Array.from({ length: count }, (_, n) => `${n}`)
    return { stage, path: `/sessions/${session.id}/messages`, contents, ids }
  }

  const texts = ({ messages }: MessagePage): string[] => messages.map(({ content }) => content)

  it.each(['after', 'before'] as const)('go on with %s, to the end', async direction => {
    const { stage, path, contents, ids } = await write(11)
    const found: string[] = []
    // Backwards from behind the last one.
    let cursor = direction === 'after' ? '0' : '999999'
    for (;;) {
      const page = await stage.get<MessagePage>('GET', `${path}?${direction}=${cursor}&limit=4`)
      if (direction === 'after') found.push(...texts(page))
      else found.unshift(...texts(page))
      if (page.nextCursor === undefined) break
      cursor = page.nextCursor
    }
    expect(found).toEqual(contents)
    expect(ids).toHaveLength(11)
  })

  it('begin at a message, by its id or its order', async () => {
    const { stage, path, contents, ids } = await write(9)
    const { messages } = await stage.get<MessagePage>('GET', path)
    for (const n of [0, 4, 8])
      for (const place of [ids[n], messages[n]?.order]) {
        const ask = (query: string): Promise<MessagePage> => stage.get('GET', `${path}?${query}`)
        expect(texts(await ask(`after=${place}`))).toEqual(contents.slice(n + 1))
        expect(texts(await ask(`before=${place}`))).toEqual(contents.slice(0, n))
        // The newest before it, in their order.
        expect(texts(await ask(`before=${place}&limit=2`))).toEqual(contents.slice(Math.max(0, n - 2), n))
      }
    expect((await stage.ask('GET', `${path}?after=1&before=5`)).status).toBe(400)
  })

  it('are full although notes stand between', async () => {
    const { stage, path } = await write(0)
    const sessionId = path.split('/')[2]!
    await stage.pp.sendMessage(sessionId, { content: 'first' })
    const { seq = 0 } = (await stage.storage.findSession({ id: sessionId })) ?? {}
    const record = (await stage.storage.findSession({ id: sessionId }))!
    const notes = Array.from({ length: 120 }, (_, n) => {
      const place = seq + 1 + n
      return {
        id: `note_${n}`,
        sessionId,
        type: 'operator',
        audience: 'team',
        content: 'x',
        createdAt: 0,
        seq: place,
        order: place,
      } as const
    })
    await stage.storage.commit({
      session: { expectedSeq: seq, record: { ...record, seq: seq + notes.length } },
      messages: notes,
    })
    await stage.pp.sendMessage(sessionId, { content: 'last' })
    expect(texts(await stage.get('GET', `${path}?limit=2`))).toEqual(['first', 'last'])
    expect(texts(await stage.get('GET', `${path}?limit=2&before=999999`))).toEqual(['first', 'last'])
    const { messages } = await stage.get<MessagePage>('GET', `/sessions/${sessionId}?include=messages`)
    expect(messages.map(({ content }) => content)).toEqual(['first', 'last'])
    expect((await stage.ask('PATCH', `${path}/note_1`, { body: { content: 'y' } })).status).toBe(404)
    expect((await stage.ask('GET', `${path}?after=note_1`)).status).toBe(404)
  })
})
