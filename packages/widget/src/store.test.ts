import type { Message, VisitorSession } from '@pocketping/core/protocol'
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

  it('keeps who answers where that is left out, and nothing of whether somebody is there', () => {
    const store: Store = { messages_: [], cursor_: 0 }
    const receipts = { delivered: 0, seen: 0, received: 0, read: 0 }
    const at = '2026-11-20T12:00:00.000Z'
    const session: VisitorSession = {
      id: 'sess_1',
      visitorId: 'vis_1',
      projectId: 'default',
      status: 'active',
      createdAt: at,
      lastActivity: at,
      seq: 1,
      receipts,
    }
    const said = { operator: { name: 'Ada' }, availability: { open: false, backAt: at } }
    applyUpdate(store, { type: 'changes', seq: 1, session: { ...session, ...said } })
    expect(store.session_).toMatchObject(said)
    applyUpdate(store, { type: 'changes', seq: 2 })
    expect(store.session_).toMatchObject(said)
    applyUpdate(store, { type: 'changes', seq: 3, session })
    expect(store.session_).toEqual({ ...session, operator: { name: 'Ada' } })
  })

  it('learns from the first page alone before what there are older messages', () => {
    const store: Store = { messages_: [], cursor_: 0 }
    applyUpdate(store, { type: 'changes', seq: 70, messages: [message(70)], older: true })
    applyUpdate(store, { type: 'changes', seq: 71, messages: [message(71)] })
    expect(store.olderThan_).toBe(70)
  })

  it('counts nothing that was acknowledged as the beginning of what is here', () => {
    const store: Store = { messages_: [], cursor_: 0 }
    mergeMessages(store, [message(3)])
    applyUpdate(store, { type: 'changes', seq: 71, messages: [message(70), message(71)], older: true })
    expect(store.olderThan_).toBe(70)
    expect(contents(store)).toEqual(['message 3', 'message 70', 'message 71'])
  })
})
