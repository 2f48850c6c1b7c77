import { createHash } from 'node:crypto'
import type { MessageRecord, SessionRecord, Storage } from '@pocketping/core'
import { seededToken } from '../seeded-token.ts'

/** Fills a storage through its own contract, in batches as large as it takes them. */
export async function seed(
  storage: Storage,
  { sessions, messages }: { sessions: number; messages: number },
): Promise<void> {
  await storage.migrate()
  const each = Math.floor(messages / sessions)
  for (let start = 0; start < sessions; start += 100) {
    const indexes = Array.from({ length: Math.min(100, sessions - start) }, (_, offset) => start + offset)
    await Promise.all(indexes.map(index => store(storage, index, each)))
  }
}

async function store(storage: Storage, index: number, messageCount: number): Promise<void> {
  const now = Date.now()
  const id = `sess_${index.toString(16).padStart(32, '0')}`
  const record: SessionRecord = {
    id,
    projectId: 'default',
    visitorId: `vis_${index.toString(16).padStart(32, '0')}`,
    tokenHash: createHash('sha256').update(seededToken(index)).digest('hex'),
    seq: messageCount + 1,
    status: 'active',
    createdAt: now,
    lastActivity: now,
    metadata: { language: 'en' },
    receipts: { delivered: 0, seen: 0, received: 0, read: 0 },
  }
  const messages = Array.from(
    { length: messageCount },
    (_, number): MessageRecord => ({
      id: `msg_${index.toString(36)}-${String(number).padStart(10, '0')}`,
      sessionId: id,
      type: 'visitor',
      audience: 'everyone',
      content: 'Hello, is this still in stock? '.repeat(3),
      createdAt: now,
      seq: number + 2,
      order: number + 2,
    }),
  )
  const result = await storage.commit({ session: { expectedSeq: 0, record }, messages })
  if (result !== 'committed') throw new Error(`The storage answered "${result}".`)
}
