import type { Message } from '@pocketping/core/protocol'
import { describe, expect, it } from 'vitest'
import { applyUpdate, mergeMessages, type Store } from './store.ts'

function message(order: number, seq: number = order, content = `message ${order}`): Message {
  return {
    id: `msg_${order}`,
    sessionId: 'sess_1',
    type: 'visitor',
    content,
    createdAt: '2026-11-20T12:00:00.000Z',
    seq,
    order,
  }
}

const contents = (store: Store): string[] => store.messages_.map(({ content }) => content)

describe('the store', () => {
  it('shows messages in their order, whichever order they come in', () => {
    const store: Store = { messages_: [], cursor_: 0 }
    mergeMessages(store, [message(3), message(1)])
    mergeMessages(store, [message(2)])
    expect(contents(store)).toEqual(['message 1', 'message 2', 'message 3'])
  })

  it('replaces a message by a newer one, and never by an older one', () => {
    const store: Store = { messages_: [], cursor_: 0 }
    mergeMessages(store, [message(1, 5, 'edited')])
    expect(mergeMessages(store, [message(1, 1, 'first')])).toEqual([])
    expect(contents(store)).toEqual(['edited'])
    mergeMessages(store, [message(1, 6, 'edited again')])
    expect(contents(store)).toEqual(['edited again'])
  })

  it('keeps the highest cursor, and moves it by an acknowledgement too', () => {
    const store: Store = { messages_: [], cursor_: 0 }
    applyUpdate(store, { type: 'changes', seq: 7, messages: [message(7)] })
    applyUpdate(store, { type: 'ack', ref: 'msg_8', seq: 8, message: message(8) })
    applyUpdate(store, { type: 'changes', seq: 3 })
    expect(store.cursor_).toBe(8)
    expect(contents(store)).toEqual(['message 7', 'message 8'])
  })

  it('learns from the first page alone whether there are older messages', () => {
    const store: Store = { messages_: [], cursor_: 0 }
    applyUpdate(store, { type: 'changes', seq: 70, messages: [message(70)], older: true })
    applyUpdate(store, { type: 'changes', seq: 71, messages: [message(71)] })
    expect(store.hasOlder_).toBe(true)
  })
})
