import type { Message } from '@pocketping/core/protocol'
import { describe, expect, it } from 'vitest'
import { isRich, isSameRun, rows } from './rows.ts'

const stored: Message = {
  id: 'msg_1',
  sessionId: 'sess_1',
  type: 'operator',
  content: 'Hi',
  createdAt: '2026-11-20T12:00:00.000Z',
  seq: 1,
  order: 1,
  author: { name: 'Ada' },
}
const at = '2026-11-20T12:01:00.000Z'

describe('the lines of a conversation', () => {
  it('end with what is on its way, and show nothing twice', () => {
    const list = rows(
      [stored],
      [
        { ref: 'msg_1', command: { type: 'send', id: 'msg_1', content: 'Hi' }, at },
        { ref: 'msg_2', command: { type: 'send', id: 'msg_2', content: 'Hello' }, at },
        { ref: 'evt_1', command: { type: 'event', id: 'evt_1', name: 'x' }, at },
      ],
    )
    expect(list.map(({ content }) => content)).toEqual(['Hi', 'Hello'])
    expect(list[1]).toMatchObject({ type: 'visitor', createdAt: at })
  })

  it('belong together when one person wrote them at about one time', () => {
    expect(isSameRun(stored, { ...stored, id: 'msg_2' })).toBe(true)
    expect(isSameRun(stored, { ...stored, author: { name: 'Grace' } })).toBe(false)
    expect(isSameRun(stored, { ...stored, type: 'visitor' })).toBe(false)
    expect(isSameRun(stored, { ...stored, createdAt: '2026-11-20T15:00:00.000Z' })).toBe(false)
    expect(isSameRun(undefined, stored)).toBe(false)
  })

  it('are rich too when the other side types, or the AI answers', () => {
    for (const more of [{ type: 'typing' }, { type: 'ai' }, { availability: {} }, { aiAnswers: true }]) {
      expect(isRich(JSON.stringify([[stored], more]))).toBe(true)
    }
  })

  it('are rich when there is more to them than text', () => {
    expect(isRich(JSON.stringify([stored]))).toBe(false)
    for (const more of [
      { content: 'https://example.com' },
      { content: 'ada@example.com' },
      { deletedAt: at },
      { editedAt: at },
      { replyTo: 'msg_0' },
      { code: 'session.closed' as const },
      { type: 'ai' as const },
    ]) {
      expect(isRich(JSON.stringify([{ ...stored, ...more }]))).toBe(true)
    }
  })
})
