import type { MessageRecord, SessionRecord, Storage } from '@pocketping/core'

export function session(id: string, seq = 1): SessionRecord {
  return {
    id,
    projectId: 'default',
    visitorId: `vis_of_${id}`,
    tokenHash: `hash_of_${id}`,
    seq,
    status: 'active',
    createdAt: 1,
    lastActivity: seq,
    metadata: { url: 'https://shop.example/' },
    receipts: { delivered: 0, seen: 0, received: 0, read: 0 },
  }
}

export function message(sessionId: string, order: number, content = `Message ${order}`): MessageRecord {
  const id = `msg_${order}`
  return {
    id,
    sessionId,
    type: 'visitor',
    audience: 'everyone',
    content,
    createdAt: order,
    seq: order,
    order,
  }
}

/** Writes the next message of a session, with a job that must follow; whoever is faster goes first. */
export async function say(storage: Storage, sessionId: string, content?: string): Promise<number> {
  for (;;) {
    const read = await storage.findSession({ id: sessionId })
    if (read === undefined) throw new Error(`No session "${sessionId}".`)
    const seq = read.seq + 1
    const result = await storage.commit({
      session: { expectedSeq: read.seq, record: { ...read, seq } },
      messages: [message(sessionId, seq, content)],
      jobs: [{ kind: 'deliver', lane: sessionId, dueAt: seq, payload: seq }],
    })
    if (result === 'committed') return seq
  }
}
