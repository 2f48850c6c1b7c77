import { expect, it, vi } from 'vitest'
import { conversationOf, openFeed, openSocket } from './http-contract-feeds.ts'
import { openStream } from './http-contract-request.ts'
import type { HttpStage, SetHttpStage, Visitor, WhyNot } from './http-contract-stage.ts'
import { PATIENTLY } from './patience.ts'

/** Opens a client that reads nothing any more. */
const DEAF = {
  async socket({ baseUrl }: HttpStage, { token }: Visitor): Promise<() => void> {
    const feed = openSocket(baseUrl)
    feed.say({ type: 'hello', token, after: 0 })
    await feed.first('changes')
    feed.socket.pause()
    return () => feed.socket.terminate()
  },
  async stream({ baseUrl }: HttpStage, { token }: Visitor): Promise<() => void> {
    const incoming = await openStream(`${baseUrl}/widget/stream?after=0`, token)
    // A connection that is cut says so.
    incoming.on('error', () => undefined)
    incoming.pause()
    return () => incoming.destroy()
  },
}

/** Clients that do not read, and those that have much to read. */
export function slowContract(setStage: SetHttpStage, whyNot: WhyNot): void {
  const kinds = (['socket', 'stream'] as const).filter(
    kind => kind !== 'socket' || whyNot('webSocket') === undefined,
  )

  it.for(kinds)('cuts a client that does not read its %s', async kind => {
    const stage = await setStage({ bridges: [] })
    const visitor = await stage.startVisitor()
    const leave = await DEAF[kind](stage, visitor)
    await vi.waitFor(
      async () => expect((await stage.pp.emitEvent(visitor.id, 'ping')).delivered).toBe(1),
      PATIENTLY,
    )
    // What the network keeps by itself must be full before anything waits here.
    let sent = 0
    for (; sent < 2000; sent += 1) {
      await stage.pp.sendMessage(visitor.id, { content: 'x'.repeat(40_000) })
      if ((await stage.pp.emitEvent(visitor.id, 'ping')).delivered === 0) break
    }
    expect((await stage.pp.emitEvent(visitor.id, 'ping')).delivered).toBe(0)
    leave()
    const { seq = 0 } = (await stage.pp.session(visitor.id)) ?? {}
    // From where it was, page by page, however much that is.
    const back = openFeed(kind, stage.baseUrl, visitor.token, 1)
    await back.first('changes')
    const updates = await until(stage, back.reaches(seq))
    back.close()
    expect(conversationOf(updates)).toMatchObject({ messages: { length: sent + 1 } })
    expect(stage.problems()).toEqual([])
  })
}

/** Time moves on while the promise is waited for. */
async function until<Result>({ clock }: HttpStage, promise: Promise<Result>): Promise<Result> {
  let isDone = false
  const done = promise.finally(() => {
    isDone = true
  })
  while (!isDone) {
    clock.move(10)
    await new Promise(resolve => setImmediate(resolve))
  }
  return done
}
