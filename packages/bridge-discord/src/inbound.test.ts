import { describe, expect, it } from 'vitest'
import { isByPerson, isWithheld, readEdit, readMessage } from './inbound.ts'
import type { DiscordMessage } from './payloads.ts'

const author = { id: '7', name: 'Maya' }
const names = { botId: '500', botRoleId: undefined, role: () => undefined, channel: () => undefined }

function message(values: Partial<DiscordMessage> = {}): DiscordMessage {
  return {
    id: '20',
    channel_id: '10',
    type: 0,
    content: 'hello',
    author: { id: '7', username: 'maya' },
    ...values,
  }
}

function read(values: Partial<DiscordMessage>): ReturnType<typeof readMessage> {
  return readMessage(message(values), author, names)
}

describe('who wrote', () => {
  it('is a person only where the type of the message and its author say so', () => {
    expect(isByPerson(message())).toBe(true)
    expect(isByPerson(message({ type: 19 }))).toBe(true)
    for (const type of [1, 4, 6, 7, 8, 18, 20, 21, 23, 24, 46])
      expect(isByPerson(message({ type }))).toBe(false)
    expect(isByPerson(message({ author: { id: '1', username: 'x', bot: true } }))).toBe(false)
    expect(isByPerson(message({ webhook_id: '1' }))).toBe(false)
  })
})

describe('a message', () => {
  it('is handed in with what it answers', () => {
    expect(read({ type: 19, message_reference: { message_id: '15' } })).toEqual({
      type: 'message',
      threadId: '10',
      platformId: '20',
      author,
      text: 'hello',
      replyTo: '15',
    })
  })

  it.each([
    ['photo', { attachments: [{ content_type: 'image/png' }] }],
    ['video', { attachments: [{ content_type: 'video/mp4' }] }],
    ['audio', { attachments: [{ content_type: 'audio/mpeg' }] }],
    ['file', { attachments: [{ content_type: 'application/pdf' }] }],
    ['file', { attachments: [{}] }],
    ['voice message', { flags: 1 << 13, attachments: [{ content_type: 'audio/ogg' }] }],
    ['sticker', { sticker_items: [{}] }],
    ['poll', { poll: { question: {} } }],
    [
      'photo',
      { message_snapshots: [{ message: { content: '', attachments: [{ content_type: 'image/png' }] } }] },
    ],
  ] as const)('says that it carries a %s, with its caption: %j', (unsupported, values) => {
    expect(read({ content: 'look', ...structuredClone(values) } as Partial<DiscordMessage>)).toMatchObject({
      type: 'message',
      text: 'look',
      unsupported,
    })
  })

  it('that was forwarded says what it said', () => {
    const message_snapshots = [{ message: { content: 'what he wrote' } }]
    const forwarded = { content: '', message_reference: { type: 1, message_id: '3' }, message_snapshots }
    expect(read(forwarded)).toMatchObject({ type: 'message', text: 'what he wrote' })
    expect(read(forwarded)).not.toHaveProperty('replyTo')
  })

  it('without its text is not one', () => {
    expect(isWithheld(message({ content: '' }))).toBe(true)
    expect(isWithheld(message({ content: '', sticker_items: [{}] }))).toBe(false)
    expect(isWithheld(message({ content: '', embeds: [{}] }))).toBe(false)
    expect(read({ content: '' })).toBeUndefined()
  })
})

describe('a command', () => {
  it.each([
    ['!close', 'close', ''],
    ['/close', 'close', ''],
    ['!Note  two words\nand a line ', 'note', 'two words\nand a line'],
    ['<@500> !info', 'info', ''],
  ])('is read: %s', (content, name, args) => {
    expect(read({ content })).toMatchObject({ type: 'command', name, args })
  })

  it.each(['// note', '/etc/hosts', '!!', '! close', 'a !close', '!', '/'])('is not: %s', content => {
    expect(read({ content })).toMatchObject({ type: 'message', text: content })
  })

  it('is none with a picture, which would be lost', () => {
    expect(read({ content: '!close', attachments: [{}] })).toMatchObject({
      type: 'message',
      unsupported: 'file',
    })
  })
})

it('an edit is text, whatever it looks like', () => {
  expect(readEdit(message({ content: '<@500> !close' }), author, names)).toEqual({
    type: 'edit',
    threadId: '10',
    platformId: '20',
    author,
    text: '!close',
    isAddressed: true,
  })
})
