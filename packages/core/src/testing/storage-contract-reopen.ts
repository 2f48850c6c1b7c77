import { expect, it } from 'vitest'
import {
  addJobs,
  claim,
  claimOne,
  copy,
  job,
  message,
  NOW,
  type Open,
  put,
  session,
  settle,
  start,
  thread,
} from './storage-contract-fixtures.ts'

/** `reopen` opens once more what was opened last and closed since. */
export function reopenContract(open: Open, reopen: Open | undefined): void {
  it('ends pending commits in good order', async () => {
    const storage = await open()
    const ids = Array.from({ length: 20 }, (_, index) => `sess_${index}`)
    const pending = ids.map(id => storage.commit({ session: { expectedSeq: 0, record: session({ id }) } }))
    await storage.close()
    expect(await Promise.all(pending)).toEqual(ids.map(() => 'committed'))
    if (reopen === undefined) return
    const listed = await (await reopen()).listSessions({ projectId: 'default', limit: 100 })
    expect(listed).toHaveLength(20)
  })

  it('may be closed twice', async () => {
    const storage = await open()
    await storage.close()
    await storage.close()
  })

  // What ends with its process has nothing to be found again.
  if (reopen === undefined) return

  it('finds everything again when it is opened again', async () => {
    const storage = await open()
    await start(storage)
    await put(storage, message(2), message(3))
    await put(storage, message(2, { seq: 4, content: 'edited', editedAt: NOW }))
    await storage.commit({ threads: [thread()], copies: [copy()] })
    await storage.commit({ keys: [{ key: 'update 1', expiresAt: NOW * 2 }] })
    await storage.lease({ name: 'gateway', holder: 'a', now: NOW, leaseMs: 1000 })
    await storage.close()

    const again = await reopen()
    expect(await again.findSession({ tokenHash: session().tokenHash })).toEqual(session({ seq: 4 }))
    const messages = await again.listMessages({ sessionId: 'sess_1', afterSeq: 0, limit: 10 })
    expect(messages.map(({ order }) => order)).toEqual([3, 2])
    expect(await again.findMessage('sess_1', 'msg_2')).toMatchObject({ content: 'edited' })
    expect(await again.findThread({ bridgeId: 'telegram', sessionId: 'sess_1' })).toEqual(thread())
    expect(await again.listCopies({ bridgeId: 'telegram', platformId: '100' })).toEqual([copy()])
    expect(await again.commit({ keys: [{ key: 'update 1', expiresAt: NOW * 2 }] })).toBe('known')
    expect(await again.lease({ name: 'gateway', holder: 'b', now: NOW, leaseMs: 1000 })).toBe(false)
  })

  it('finds jobs again as they stood: leased, retried and waiting', async () => {
    const storage = await open()
    await addJobs(storage, job({ lane: 'leased' }))
    const leased = await claimOne(storage, { leaseMs: 5000 })
    await addJobs(storage, job({ lane: 'retried' }))
    await settle(storage, await claimOne(storage), 'retry', NOW + 1000)
    await addJobs(
      storage,
      job({ lane: 'waiting', payload: 1, once: true }),
      job({ lane: 'waiting', payload: 2 }),
    )
    await storage.close()

    const again = await reopen()
    await addJobs(again, job({ lane: 'waiting', payload: 3, once: true }))
    const waiting = await claimOne(again, { leaseMs: 5000 })
    expect(waiting).toMatchObject({ lane: 'waiting', payload: 1 })
    expect(await claimOne(again, { now: NOW + 1000 })).toMatchObject({ lane: 'retried', attempts: 1 })
    await settle(again, waiting, 'done')
    expect(await claimOne(again, { now: NOW + 1000 })).toMatchObject({ lane: 'waiting', payload: 2 })
    await settle(again, leased, 'done')
    expect(
      (await claim(again, { now: NOW + 5000, kinds: ['deliver'] })).jobs.map(({ lane }) => lane),
    ).not.toContain('leased')
  })
}
