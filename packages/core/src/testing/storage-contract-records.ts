import { expect, it } from 'vitest'
import type { CopyRecord, MessageRecord, SessionRecord, ThreadRecord } from '../contracts/records.ts'
import {
  addJobs,
  claimOne,
  copy,
  job,
  message,
  NOW,
  type Open,
  put,
  session,
  start,
  thread,
} from './storage-contract-fixtures.ts'

const UNUSUAL_TEXTS = {
  empty: '',
  'NUL characters': 'a\u0000b\u0000',
  'lone surrogates': 'high \ud83d low \udcac end',
  emoji: '👩‍👩‍👧‍👦 🏳️‍🌈 👋🏽',
  'right to left marks': '\u202e\u2067שלום\u2069 \u200f!',
  'line separators': 'a\u2028b\u2029c\r\nd\u0085',
  'quotes and wildcards': `'; DROP TABLE messages; -- "%_\\ $1 ? :a`,
  'a noncharacter and a byte order mark': '\ufeff\ufffe\uffff',
  '4,000 characters': '💬ß'.repeat(1334).slice(0, 4000),
}

/** Fields that a later version of the contract may bring. */
const LATER = { later: { nested: [1, null, true, 'x'] } }

export function recordContract(open: Open): void {
  for (const [name, text] of Object.entries(UNUSUAL_TEXTS)) {
    it(`gives text back unchanged: ${name}`, async () => {
      const storage = await open()
      const record: SessionRecord = session({
        metadata: { pageTitle: text },
        identity: { name: text, metadata: { [text]: [text] } },
        operator: { name: text },
      })
      const event = { name: text, data: { [text]: text } }
      const written = message(1, { content: text, author: { name: text }, event })
      const shown = thread({ card: text })
      const payload = { [text]: [text] }
      expect(
        await storage.commit({
          session: { expectedSeq: 0, record },
          messages: [written],
          threads: [shown],
          jobs: [job({ payload })],
        }),
      ).toBe('committed')
      expect(await storage.findSession({ id: record.id })).toEqual(record)
      expect(await storage.findMessage(record.id, written.id)).toEqual(written)
      expect(await storage.findThread({ bridgeId: 'telegram', threadId: 'topic-1' })).toEqual(shown)
      expect((await claimOne(storage)).payload).toEqual(payload)
    })
  }

  it('gives back records with every optional member, and ones it does not know', async () => {
    const storage = await open()
    const record: SessionRecord = session({
      identity: { email: 'ada@example.com', name: 'Ada', customerId: '7', metadata: { plan: 'pro' } },
      operator: { name: 'Grace', avatarUrl: 'https://cdn.example/grace.png' },
      ...LATER,
    })
    const written: MessageRecord = message(1, {
      type: 'operator',
      audience: 'team',
      seq: 4,
      editedAt: NOW + 5,
      deletedAt: NOW + 6,
      replyTo: 'msg_0',
      author: { name: 'Grace' },
      origin: 'telegram',
      event: { name: 'added', data: { price: 1.5, tags: [null, false] } },
      ...LATER,
    })
    const place: ThreadRecord = thread({ cardId: '7', closed: true, sentOrder: 1, syncedSeq: 4, ...LATER })
    const shown: CopyRecord = copy({ origin: true, part: 2, seq: 4, ...LATER })
    const batch = { messages: [written], threads: [place], copies: [shown] }
    expect(await storage.commit({ session: { expectedSeq: 0, record }, ...batch })).toBe('committed')
    expect(await storage.findSession({ id: record.id })).toEqual(record)
    expect(await storage.findMessage(record.id, written.id)).toEqual(written)
    expect(await storage.findThread({ bridgeId: 'telegram', sessionId: record.id })).toEqual(place)
    expect(await storage.listCopies({ bridgeId: 'telegram', platformId: '100' })).toEqual([shown])
  })

  it('forgets members that a later version of a record has no more', async () => {
    const storage = await open()
    await start(storage, { identity: { name: 'Ada' }, operator: { name: 'Grace' } })
    const first = message(1, { editedAt: NOW, author: { name: 'Ada' }, replyTo: 'msg_0' })
    await put(storage, first)
    const bare = session({ seq: 2 })
    const rewritten = message(1, { seq: 2 })
    await storage.commit({ session: { expectedSeq: 1, record: bare }, messages: [rewritten] })
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(bare)
    expect(await storage.findMessage('sess_1', 'msg_1')).toEqual(rewritten)
  })

  it('keeps its own copy of what it was given', async () => {
    const storage = await open()
    const record = session()
    const payload = { parts: ['one'] }
    await storage.commit({ session: { expectedSeq: 0, record }, jobs: [job({ payload })] })
    record.metadata.language = 'fr'
    payload.parts.push('two')
    expect(await storage.findSession({ id: 'sess_1' })).toEqual(session())
    expect((await claimOne(storage)).payload).toEqual({ parts: ['one'] })
  })

  it('gives back every kind of payload, and none where there was none', async () => {
    const storage = await open()
    for (const payload of [null, false, 0, '', 'text', 1.5, [], {}, [[{ a: null }]]]) {
      await addJobs(storage, job({ lane: JSON.stringify(payload), payload }))
      expect((await claimOne(storage)).payload).toEqual(payload)
    }
    await addJobs(storage, job({ lane: 'none' }))
    expect(await claimOne(storage)).not.toHaveProperty('payload')
  })
}
