import type { NewEvent, NewKey, Storage } from '../contracts/storage.ts'
import { copy, job, message, NOW, put, session, start, thread } from './storage-contract-fixtures.ts'

/** When nothing has expired yet, by any clock. */
export const LATER: number = NOW * 2
export const of = (sessionId: string): { sessionId: string } => ({ sessionId })
export const keyOf = (id: string): NewKey => ({
  key: `key ${id}`,
  expiresAt: LATER,
  value: id,
  sessionId: id,
})
export const eventOf = (sessionId: string): NewEvent => ({
  ...{ projectId: 'default', sessionId },
  ...{ at: NOW, expiresAt: LATER, data: sessionId },
})

/** Stores a session with one record of each kind that belongs to it; `messages` of them, so that blocks fill. */
export async function furnish(storage: Storage, id: string, messages = 40): Promise<void> {
  await start(storage, { id })
  for (let order = 2; order < 2 + messages; order += 10)
    await put(storage, ...Array.from({ length: 10 }, (_, index) => message(order + index, of(id))))
  await put(storage, message(3, { ...of(id), seq: 100, content: 'edited', editedAt: NOW }))
  await storage.commit({
    threads: [thread({ ...of(id), threadId: `topic of ${id}` }), thread({ ...of(id), bridgeId: `of ${id}` })],
    copies: [copy({ ...of(id), platformId: `post of ${id}` })],
    keys: [keyOf(id)],
    events: [eventOf(id)],
    jobs: [
      job({ lane: `telegram:${id}`, once: true, payload: id }),
      job({ lane: `telegram:${id}` }),
      job({ kind: 'hook', lane: `hooks:x:${id}` }),
    ],
  })
}

/** Whatever can be read of a session. */
export async function everythingOf(storage: Storage, sessionId: string): Promise<unknown[]> {
  const { visitorId, tokenHash } = session({ id: sessionId })
  const events = await storage.listEvents({ after: 0, limit: 100 })
  const listed = await storage.listSessions({ projectId: 'default', limit: 100 })
  const { threads, copies, jobs } = await storage.listKept(sessionId)
  const found = [
    await storage.findSession({ id: sessionId }),
    await storage.findSession({ tokenHash }),
    await storage.findSession({ projectId: 'default', visitorId }),
    await storage.findMessage(sessionId, 'msg_2'),
    await storage.findMessage(sessionId, 'msg_41'),
    await storage.findThread({ sessionId, bridgeId: 'telegram' }),
    await storage.findThread({ bridgeId: 'telegram', threadId: `topic of ${sessionId}` }),
    await storage.findThread({ bridgeId: `of ${sessionId}`, threadId: 'topic-1' }),
    await storage.findKey(`key ${sessionId}`),
  ]
  const lists = [
    listed.filter(({ id }) => id === sessionId),
    await storage.listMessages({ sessionId, afterSeq: 0, limit: 100 }),
    await storage.listMessages({ sessionId, afterOrder: 0, limit: 100 }),
    await storage.listMessages({ sessionId, limit: 100 }),
    await storage.listCopies({ sessionId, bridgeId: 'telegram', messageIds: ['msg_1'] }),
    await storage.listCopies({ bridgeId: 'telegram', platformId: `post of ${sessionId}` }),
    events.filter(event => event.sessionId === sessionId),
    ...[threads, copies, jobs],
  ]
  return [...found.filter(one => one !== undefined), ...lists.flat()]
}
