import { expect, it, vi } from 'vitest'
import { memoryStorage } from '../storage/memory.ts'
import { FEED_KINDS, openSocket } from './http-contract-feeds.ts'
import { expectError } from './http-contract-request.ts'
import type { SetHttpStage, WhyNot } from './http-contract-stage.ts'
import { PATIENTLY } from './patience.ts'

/** Beginning late, and ending in good order. */
export function stoppingContract(setStage: SetHttpStage, whyNot: WhyNot): void {
  const kinds = FEED_KINDS.filter(kind => kind !== 'socket' || whyNot('webSocket') === undefined)

  it.each(kinds)('lets a client by %s go so that it comes back', async kind => {
    const stage = await setStage()
    const visitor = await stage.startVisitor()
    const feed = stage.listen(kind, visitor, 1)
    await vi.waitFor(
      async () => expect((await stage.pp.emitEvent(visitor.id, 'ping')).delivered).toBe(1),
      PATIENTLY,
    )
    await stage.pp.stop()
    // A poll is answered, and the next one refused.
    expect(await feed.ended).toBe({ socket: '1012', stream: 'end', poll: '503' }[kind])
    expect(stage.problems()).toEqual([])
  })

  it('answers 503 once stopped', async () => {
    const stage = await setStage()
    const { token } = await stage.startVisitor()
    await stage.pp.stop()
    const headers = { origin: 'https://shop.example' }
    const answer = await stage.ask('POST', '/widget/commands', { token, headers, body: { type: 'close' } })
    expectError(answer, 503, 'NOT_STARTED')
    expect(answer.headers).toMatchObject({
      'retry-after': '5',
      'access-control-allow-origin': headers.origin,
    })
    if (whyNot('webSocket') !== undefined) return
    const socket = openSocket(stage.baseUrl)
    socket.say({ type: 'hello', token, after: 0 })
    expect(await socket.ended).toBe('1012')
  })

  it('answers 503 while the storage cannot be used, and begins once it can', async () => {
    const storage = memoryStorage()
    const migrate = storage.migrate
    storage.migrate = () => Promise.reject(new Error('no disk'))
    const stage = await setStage({ storage })
    const body = { projectId: 'shop' }
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => stage.ask('POST', '/widget/sessions', { body })),
    )
    for (const answer of answers) {
      expectError(answer, 503, 'NOT_STARTED')
      expect(answer.text).not.toContain('disk')
    }
    expect(stage.logs.some(line => line.includes('could not start') && line.includes('no disk'))).toBe(true)
    storage.migrate = migrate
    await stage.startVisitor()
  })
}
