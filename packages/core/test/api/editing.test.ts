import { describe, expect, it } from 'vitest'
import type { Message } from '../../src/protocol/message.ts'
import type { Session } from '../../src/protocol/session.ts'
import { setApiStage, tidyUp } from './api-stage.ts'
import { furnish } from './furnish.ts'

tidyUp()

describe('editing', () => {
  it('changes what was said, for the visitor too, and keeps its place', async () => {
    const stage = await setApiStage()
    const { sessionId, messageId, token } = await furnish(stage)
    const path = `/sessions/${sessionId}/messages/${messageId}`
    const before = (await stage.pp.messages(sessionId)).messages.find(({ id }) => id === messageId)
    stage.clock.move(1000)
    const edited = await stage.get<Message>('PATCH', path, { body: { content: 'Hello! How can I help?' } })
    expect(edited).toEqual({
      ...before,
      content: 'Hello! How can I help?',
      seq: expect.any(Number),
      editedAt: new Date(stage.clock.now()).toISOString(),
    })
    expect(edited.order).toBe(before?.order)
    const { messages } = await stage.get<{ messages: Message[] }>('GET', '/widget/messages', { token })
    expect(messages.map(({ content }) => content)).toContain('Hello! How can I help?')
    // The same text again is no change.
    expect(await stage.get('PATCH', path, { body: { content: edited.content } })).toEqual(edited)
  })

  it('is refused for what the visitor wrote, and for what happened', async () => {
    const stage = await setApiStage()
    const { sessionId, visitorsId } = await furnish(stage)
    await stage.pp.closeSession(sessionId)
    const { messages } = await stage.pp.messages(sessionId)
    const happened = messages.find(({ code }) => code === 'session.closed')
    for (const id of [visitorsId, happened?.id]) {
      const { status, text } = await stage.ask('PATCH', `/sessions/${sessionId}/messages/${id}`, {
        body: { content: 'x' },
      })
      expect([status, JSON.parse(text).code]).toEqual([409, 'MESSAGE_NOT_EDITABLE'])
    }
    expect(await stage.pp.messages(sessionId)).toEqual({ messages })
  })

  it('needs words', async () => {
    const stage = await setApiStage()
    const { sessionId, messageId } = await furnish(stage)
    for (const content of ['', ' \n', '\u200b', 'x'.repeat(40_001)]) {
      for (const [method, path] of [
        ['PATCH', `/${messageId}`],
        ['POST', ''],
      ] as const) {
        const answer = await stage.ask(method, `/sessions/${sessionId}/messages${path}`, {
          body: { content },
        })
        expect([answer.status, answer.text]).toEqual([400, expect.stringContaining('content')])
      }
    }
    // The longest that there may be, in a script of three bytes.
    const body = { content: '長'.repeat(40_000) }
    expect((await stage.ask('POST', `/sessions/${sessionId}/messages`, { body })).status).toBe(201)
  })
})

describe('deleting', () => {
  it('takes back a message of either side, and leaves an empty place', async () => {
    const stage = await setApiStage()
    const { sessionId, messageId, visitorsId, token } = await furnish(stage)
    for (const id of [messageId, visitorsId]) {
      const path = `/sessions/${sessionId}/messages/${id}`
      const deleted = await stage.get<Message>('DELETE', path)
      expect(deleted).toMatchObject({ id, content: '', deletedAt: expect.any(String) })
      stage.clock.move(1000)
      // Once more is the same.
      expect(await stage.get('DELETE', path)).toEqual(deleted)
    }
    const shown = await stage.get<{ messages: Message[] }>('GET', '/widget/messages', { token })
    expect(shown.messages.map(({ content }) => content)).toEqual(['', ''])
    const { text } = await stage.ask('GET', `/sessions/${sessionId}/messages`)
    expect(text).not.toContain('How can I help')
  })
})

describe('closing and opening', () => {
  it('happen once, however often they are asked for', async () => {
    const stage = await setApiStage()
    const { sessionId } = await furnish(stage)
    const ask = (what: string): Promise<Session> => stage.get('POST', `/sessions/${sessionId}/${what}`)
    const closed = await ask('close')
    expect(closed.status).toBe('closed')
    expect(await ask('close')).toEqual(closed)
    const reopened = await ask('reopen')
    expect(reopened.status).toBe('active')
    expect(await ask('reopen')).toEqual(reopened)
    const { messages } = await stage.pp.messages(sessionId)
    expect(messages.flatMap(({ code }) => code ?? [])).toEqual(['session.closed', 'session.reopened'])
  })

  it('are done to the visitor’s own page: a message from either side opens it again', async () => {
    const stage = await setApiStage()
    const { sessionId } = await furnish(stage)
    await stage.pp.closeSession(sessionId)
    await stage.get('POST', `/sessions/${sessionId}/messages`, { body: { content: 'One more thing' } })
    expect((await stage.pp.session(sessionId))?.status).toBe('active')
  })
})

describe('what is said', () => {
  it('is an operator’s, or the system’s, with the given name', async () => {
    const stage = await setApiStage()
    const { sessionId, visitorsId } = await furnish(stage)
    const path = `/sessions/${sessionId}/messages`
    const author = { name: 'Maya', avatarUrl: 'https://example.com/maya.png' }
    const body = { content: 'It is on its way', author, replyTo: visitorsId }
    expect(await stage.get('POST', path, { body })).toMatchObject({ ...body, type: 'operator' })
    const system = { content: 'Order shipped', type: 'system' }
    expect(await stage.get('POST', path, { body: system })).toMatchObject(system)
    await expect.poll(() => JSON.stringify(stage.desk.posts)).toContain('It is on its way')
  })
})

describe('the body', () => {
  it('may be empty, or an empty object, where nothing is needed', async () => {
    const stage = await setApiStage()
    const { sessionId } = await furnish(stage)
    for (const body of [undefined, '', '{}', ' { } '])
      expect(
        (await stage.ask('POST', `/sessions/${sessionId}/close`, body === undefined ? {} : { body })).status,
      ).toBe(200)
    for (const body of ['x', '{"x":1}', '[]', 'null', '1', ' '])
      expect([body, (await stage.ask('POST', `/sessions/${sessionId}/close`, { body })).status]).toEqual([
        body,
        400,
      ])
  })

  it('must be JSON in UTF-8 of at most 256 KiB, also in pieces', async () => {
    const stage = await setApiStage()
    const { sessionId } = await furnish(stage)
    const path = `/sessions/${sessionId}/messages`
    for (const body of ['{', 'content=x', '{"content":"x"', Buffer.from([0x22, 0xff, 0x22])]) {
      const { status, text } = await stage.ask('POST', path, { body })
      expect([status, JSON.parse(text).code]).toEqual([400, 'INVALID_JSON'])
    }
    const atMost = JSON.stringify({ content: 'x' }).padEnd(262_144)
    for (const isChunked of [false, true]) {
      expect((await stage.ask('POST', path, { body: atMost, isChunked })).status).toBe(201)
      expect((await stage.ask('POST', path, { body: `${atMost} `, isChunked })).status).toBe(413)
    }
  })
})
