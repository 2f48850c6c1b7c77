import { expect, it, vi } from 'vitest'
import { conversationOf, FEED_KINDS } from './http-contract-feeds.ts'
import { expectError, openStream } from './http-contract-request.ts'
import type { HttpStage, SetHttpStage, Visitor, WhyNot } from './http-contract-stage.ts'
import { PATIENTLY } from './patience.ts'

/** One feed over three transports. */
export function feedContract(setStage: SetHttpStage, whyNot: WhyNot): void {
  const kinds = FEED_KINDS.filter(kind => kind !== 'socket' || whyNot('webSocket') === undefined)

  it.each(kinds)('brings a client up to date from any cursor by %s', async kind => {
    const stage = await setStage({ bridges: [] })
    const visitor = await converse(stage)
    const { seq } = (await stage.pp.session(visitor.id)) ?? { seq: 0 }
    const whole = conversationOf(await stage.listen('stream', visitor).reaches(seq))
    expect(whole).toMatchObject({ messages: { length: 50 }, session: { status: 'closed' } })

    for (const after of [1, 2, 17, seq - 1]) {
      const missed = await stage.listen(kind, visitor, after).reaches(seq)
      const known = await stage.listen('stream', visitor, after).reaches(seq)
      // The very same pages on each, and nothing of what came before.
      expect(missed).toEqual(known)
      const messages = missed.flatMap(update => ('messages' in update ? (update.messages ?? []) : []))
      expect(messages.every(message => message.seq > after)).toBe(true)
    }
    const over = await stage.listen(kind, visitor, seq + 1000).reaches(seq)
    expect(over).toEqual(await stage.listen('stream', visitor).reaches(seq))
  })

  it('tells everybody the same, whoever acts and however they listen', async () => {
    const stage = await setStage({ bridges: [] })
    const visitor = await stage.startVisitor()
    const feeds = kinds.map(kind => stage.listen(kind, visitor))
    await Promise.all(feeds.map(feed => feed.first('changes')))

    feeds[0]?.say?.({ type: 'send', ref: 'r1', id: 'msg_00000001', content: 'by socket' })
    await stage.send(visitor, 'msg_00000002', 'by request')
    await stage.pp.sendMessage(visitor.id, { content: 'from the team', author: { name: 'Ana' } })
    await stage.command(visitor, { type: 'edit', id: 'msg_00000002', content: 'by request, edited' })
    await stage.command(visitor, { type: 'delete', id: 'msg_00000002' })
    await stage.pp.closeSession(visitor.id)

    const { seq } = (await stage.pp.session(visitor.id)) ?? { seq: 0 }
    const known = await Promise.all(feeds.map(async feed => conversationOf(await feed.reaches(seq))))
    const fresh = conversationOf(await stage.listen('poll', visitor).reaches(seq))
    expect(known).toEqual(known.map(() => fresh))
  })

  it.each(kinds)('passes on typing and custom events by %s', async kind => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const feed = stage.listen(kind, visitor, 1)
    await heard(stage, visitor, 1)
    await stage.pp.emitEvent(visitor.id, 'coupon', { code: 'TEN' })
    expect(await feed.first('event')).toMatchObject({ type: 'event' })
    await feed.until(all => all.some(update => update.type === 'event' && update.name === 'coupon'))
  })

  it.each(kinds)('forgets a client that leaves %s', async kind => {
    // Without bridges nobody waits to see whether the visitor comes back.
    const stage = await setStage({ bridges: [] })
    const visitor = await stage.startVisitor()
    const feed = stage.listen(kind, visitor, 1)
    await heard(stage, visitor, 1)
    const timers = stage.clock.pending()
    feed.close()
    await heard(stage, visitor, 0)
    // Nor does its timer stay behind.
    if (kind !== 'socket') expect(stage.clock.pending()).toBeLessThan(timers)
  })

  it('forgets clients that leave before they are answered', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const feeds = Array.from({ length: 60 }, (_, n) =>
      stage.listen(kinds[n % kinds.length] ?? 'poll', visitor, 1),
    )
    await new Promise(resolve => setImmediate(resolve))
    for (const feed of feeds) feed.close()
    await heard(stage, visitor, 0)
  })

  it.each(kinds)('lets no more clients into one conversation than allowed by %s', async kind => {
    const stage = await setStage({ limits: { clients: 2 } })
    const visitor = await stage.startVisitor()
    for (let n = 0; n < 2; n += 1) stage.listen('stream', visitor, 1)
    await heard(stage, visitor, 2)
    expect(await stage.listen(kind, visitor).ended).toBe(kind === 'socket' ? '4429' : '429')
    const refused = await stage.ask('GET', '/widget/poll', { token: visitor.token })
    expectError(refused, 429, 'RATE_LIMITED')
    expect(refused.headers['retry-after']).toBe('60')
  })

  it.each(kinds)('cuts the clients of a token that is revoked by %s', async kind => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const feed = stage.listen(kind, visitor, 1)
    await heard(stage, visitor, 1)
    await stage.pp.revokeToken(visitor.id)
    expect(await feed.ended).toBe({ socket: '4401', stream: 'end', poll: '401' }[kind])
  })

  it('answers a question that nothing happened to after 25 seconds', async () => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    let text = ''
    const held = stage.ask('GET', '/widget/poll?after=1', { token: visitor.token }).then(answer => {
      text = answer.text
    })
    // Whether it is held already cannot be seen from outside: time moves on until it was.
    await vi.waitFor(() => {
      stage.clock.move(25_000)
      expect(text).toBe('{"updates":[]}')
    }, PATIENTLY)
    await held
  })

  it('opens a stream at once and keeps it alive', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    const incoming = await openStream(`${stage.baseUrl}/widget/stream?after=0`, token)
    expect(incoming.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    incoming.setEncoding('utf8')
    let text = ''
    incoming.on('data', (part: string) => {
      text += part
    })
    await vi.waitFor(() => expect(text).toMatch(/^:\n\ndata: \{"type":"changes".*\}\n\n$/), PATIENTLY)
    stage.clock.move(15_000)
    await vi.waitFor(() => expect(text).toMatch(/\n\n:\n\n$/), PATIENTLY)
    incoming.destroy()
  })
}

/** A conversation of more than one page, with everything in it that can change. */
async function converse(stage: HttpStage): Promise<Visitor> {
  const visitor = await stage.startVisitor()
  for (let n = 1; n <= 62; n += 1)
    await stage.pp.sendMessage(visitor.id, { content: `Message ${n}`, author: { name: 'Ana' } })
  await stage.send(visitor, 'msg_00000001', 'Hello')
  await stage.send(visitor, 'msg_00000002', 'to be deleted')
  await stage.command(visitor, { type: 'edit', id: 'msg_00000001', content: 'Hello!' })
  await stage.command(visitor, { type: 'delete', id: 'msg_00000002' })
  await stage.command(visitor, { type: 'event', id: 'evt_00000001', name: 'looked' })
  await stage.pp.closeSession(visitor.id)
  return visitor
}

/** Waits until so many clients are told what happens to a conversation. */
async function heard({ pp }: HttpStage, { id }: Visitor, clients: number): Promise<void> {
  const isHeard = async (): Promise<void> => expect((await pp.emitEvent(id, 'ping')).delivered).toBe(clients)
  await vi.waitFor(isHeard, { ...PATIENTLY, interval: 5 })
}
