import { expect, it } from 'vitest'
import { messagesSchema } from './payloads.ts'

const message = { id: '2', channel_id: '1', type: 0, content: 'hello', author: { id: '7', username: 'maya' } }

it('reads a list of messages, whatever else is among them', () => {
  const odd = { id: '3', content: null }
  expect(messagesSchema.parse([message, odd])).toMatchObject([
    { id: '2', message: { content: 'hello' } },
    { id: '3', message: undefined },
  ])
})

it('takes what Discord adds, and null where it has nothing', () => {
  const more = {
    ...message,
    member: { nick: null, avatar: null, roles: [] },
    attachments: [{ id: '5', content_type: null, waveform: 'x' }],
    message_reference: null,
    poll: null,
    reactions: [{ me: false, count: 1, emoji: { id: '1', name: null } }],
    mentions: [{ id: '8', username: 'tomas', avatar: null, member: null }],
    new_field: {},
  }
  expect(messagesSchema.parse([more])[0]?.message).toMatchObject({ content: 'hello' })
})
