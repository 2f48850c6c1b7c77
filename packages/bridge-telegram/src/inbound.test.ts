import type { Inbound } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { readUpdate } from './inbound.ts'
import { type TelegramMessage, updateSchema } from './payloads.ts'

const group = { id: -1001, type: 'supergroup', title: 'Support', is_forum: true }
const anna = { id: 7, is_bot: false, first_name: 'Anna', last_name: 'Keller', username: 'AnnaK' }
const bot = { id: 99, username: 'Our_Bot' }
const author = { id: '7', name: 'Anna Keller', username: 'AnnaK' }

function message(values: Partial<TelegramMessage>): TelegramMessage {
  return { message_id: 20, message_thread_id: 5, is_topic_message: true, from: anna, chat: group, ...values }
}

/** Reads an update as Telegram would tell it. */
function read(update: object): Inbound | undefined {
  return readUpdate(updateSchema.parse({ update_id: 1, ...update }), bot)
}

function readText(text: string, more: Partial<TelegramMessage> = {}): Inbound | undefined {
  return read({ message: message({ text, ...more }) })
}

function marked(text: string, length: number): Partial<TelegramMessage> {
  return { text, entities: [{ type: 'bot_command', offset: 0, length }] }
}

describe('a message', () => {
  it('is an operator’s', () => {
    expect(readText('Hello')).toEqual({
      type: 'message',
      threadId: '-1001:5',
      platformId: '-1001:20',
      author,
      text: 'Hello',
    })
  })

  it('says where it names our bot, and leaves that out', () => {
    const mention = { type: 'mention', offset: 0, length: 8 }
    expect(readText('@our_bot Hello', { entities: [mention] })).toMatchObject({
      text: 'Hello',
      isAddressed: true,
    })
    expect(
      read({ message: message({ photo: [{}], caption: '@our_bot look', caption_entities: [mention] }) }),
    ).toMatchObject({ text: 'look', isAddressed: true, unsupported: 'photo' })
    expect(readText('@our_bot Hello')).not.toHaveProperty('isAddressed')
    expect(readText('@our_bot', { entities: [mention] })).toMatchObject({ text: '', isAddressed: true })
  })

  it('answers nothing where it points to the beginning of the topic', () => {
    expect(readText('Hello', { reply_to_message: { message_id: 5 } })).not.toHaveProperty('replyTo')
    expect(readText('Hello', { reply_to_message: { message_id: 6 } })).toHaveProperty('replyTo', '-1001:6')
  })

  it('is ignored outside of topics, and where it exists for the bot alone', () => {
    expect(readText('Hello', { is_topic_message: undefined, message_thread_id: undefined })).toBeUndefined()
    expect(readText('Hello', { is_topic_message: undefined })).toBeUndefined()
    expect(readText('Hello', { message_id: 0 })).toBeUndefined()
  })

  it('is one also when it was forwarded, or written through another bot', () => {
    expect(readText('Hello', { forward_origin: { type: 'hidden_user' } })).toMatchObject({ text: 'Hello' })
    expect(readText('Hello', { via_bot: { id: 9 } })).toMatchObject({ text: 'Hello' })
  })

  it('says what it carries that cannot be passed on', () => {
    const kinds: [object, string][] = [
      [{ photo: [{}] }, 'photo'],
      [{ animation: {}, document: {} }, 'animation'],
      [{ document: {} }, 'document'],
      [{ voice: {} }, 'voice'],
      [{ video_note: {} }, 'video note'],
      [{ venue: {}, location: {} }, 'venue'],
      [{ rich_message: { blocks: [] } }, 'rich message'],
    ]
    for (const [media, unsupported] of kinds) {
      expect(read({ message: message({ ...media, caption: 'look' }) })).toMatchObject({
        text: 'look',
        unsupported,
      })
    }
    expect(read({ message: message({ sticker: {} }) })).toMatchObject({ text: '', unsupported: 'sticker' })
  })

  it('is ignored where it is Telegram’s own word', () => {
    for (const kind of [
      'pinned_message',
      'forum_topic_edited',
      'forum_topic_created',
      'new_chat_members',
      'what_comes',
    ]) {
      expect(read({ message: message({ [kind]: {} }) })).toBeUndefined()
    }
  })
})

describe('its author', () => {
  const team = { from: { id: 1087968824, is_bot: true, first_name: 'Group' }, sender_chat: group }

  it('is no bot and no channel', () => {
    expect(readText('Hello', { from: { ...anna, is_bot: true } })).toBeUndefined()
    expect(readText('Hello', { from: undefined })).toBeUndefined()
    expect(readText('Hello', { ...team, sender_chat: { id: -1002, type: 'channel' } })).toBeUndefined()
  })

  it('is the team where an administrator is anonymous', () => {
    expect(readText('Hello', team)).toHaveProperty('author', { id: '-1001', name: 'Team' })
  })

  it('has no username where they chose none', () => {
    const nameless = { ...anna, username: undefined }
    expect(readText('Hello', { from: nameless })).toHaveProperty('author', { id: '7', name: 'Anna Keller' })
  })

  it('has a clean name', () => {
    const names: [Partial<typeof anna>, string][] = [
      [{ first_name: 'A\u202e\nnna', last_name: '' }, 'A nna'],
      [{ first_name: '\u200b', last_name: '\u2060' }, 'AnnaK'],
    ]
    for (const [values, name] of names)
      expect(readText('Hello', { from: { ...anna, ...values } })).toMatchObject({ author: { name } })
  })
})

describe('a command', () => {
  it('is what Telegram marks at the beginning', () => {
    expect(read({ message: message(marked('/Note  be\ncareful ', 5)) })).toMatchObject({
      type: 'command',
      threadId: '-1001:5',
      platformId: '-1001:20',
      name: 'note',
      args: 'be\ncareful',
    })
    expect(read({ message: message(marked('/close@our_bot', 14)) })).toMatchObject({
      name: 'close',
      args: '',
    })
    expect(read({ message: message(marked('/close, thanks', 6)) })).toMatchObject({ name: 'close' })
  })

  it('is none where it stands further back, or is a path', () => {
    const later = { text: 'see /close', entities: [{ type: 'bot_command', offset: 4, length: 6 }] }
    expect(read({ message: message(later) })).toMatchObject({ type: 'message' })
    for (const text of ['/usr/bin', '// note', '/ x', '/'])
      expect(readText(text)).toMatchObject({ type: 'message', text })
  })

  it('is a note also where Telegram does not mark it: in code, or under a picture', () => {
    const code = { text: '/note x', entities: [{ type: 'code', offset: 0, length: 7 }] }
    expect(read({ message: message(code) })).toMatchObject({ type: 'command', name: 'note', args: 'x' })
    expect(read({ message: message({ photo: [{}], caption: '/note x' }) })).toMatchObject({
      name: 'note',
      args: 'x',
    })
  })

  it('is also what follows our name', () => {
    const entities = [
      { type: 'mention', offset: 0, length: 8 },
      { type: 'bot_command', offset: 9, length: 5 },
    ]
    expect(readText('@our_bot /note x', { entities })).toMatchObject({
      type: 'command',
      name: 'note',
      args: 'x',
    })
    expect(read({ edited_message: message({ text: '@our_bot // x', entities }) })).toMatchObject({
      text: '// x',
    })
  })

  it('keeps what it says as typed', () => {
    const entities = [{ type: 'mention', offset: 10, length: 8 }]
    expect(readText('/note ask @our_bot', { entities })).toMatchObject({ name: 'note', args: 'ask @our_bot' })
  })

  it('for another bot reaches nobody', () => {
    expect(read({ message: message(marked('/note@other_bot secret', 15)) })).toBeUndefined()
  })

  it('is also what one does to the topic by hand', () => {
    expect(read({ message: message({ forum_topic_closed: {} }) })).toMatchObject({
      type: 'command',
      name: 'close',
    })
    expect(read({ message: message({ forum_topic_reopened: {} }) })).toMatchObject({ name: 'reopen' })
    const ours = { from: { id: 1, is_bot: true, first_name: 'Ours' }, forum_topic_closed: {} }
    expect(read({ message: message(ours) })).toBeUndefined()
  })
})

describe('an edit', () => {
  it('brings the new text, or the new caption', () => {
    const edit = { type: 'edit', threadId: '-1001:5', platformId: '-1001:20', text: 'new' }
    expect(read({ edited_message: message({ text: 'new' }) })).toMatchObject(edit)
    expect(read({ edited_message: message({ photo: [{}], caption: 'new' }) })).toMatchObject(edit)
    expect(read({ edited_message: message({ location: {} }) })).toBeUndefined()
  })

  it('says where it names our bot', () => {
    const entities = [{ type: 'text_mention', offset: 0, length: 3, user: { id: 99 } }]
    expect(read({ edited_message: message({ text: 'Bot, new', entities }) })).toMatchObject({
      text: 'new',
      isAddressed: true,
    })
    expect(read({ edited_message: message({ text: 'new' }) })).not.toHaveProperty('isAddressed')
  })

  it('into a command for us reads as one without our name', () => {
    expect(read({ edited_message: message(marked('/note@our_bot x', 13)) })).toMatchObject({
      text: '/note x',
    })
  })
})

describe('a reaction', () => {
  const emoji = (...all: string[]): object[] => all.map(one => ({ type: 'emoji', emoji: one }))
  const reaction = {
    chat: group,
    message_id: 20,
    user: anna,
    old_reaction: [],
    new_reaction: emoji('👀'),
  }

  it('is an operator’s', () => {
    expect(read({ message_reaction: reaction })).toEqual({
      type: 'reaction',
      platformId: '-1001:20',
      author,
    })
  })

  it.each(['👍', '❤', '❤\ufe0f', '👌', '💯', '🔥'])('approves with %s', one => {
    const approval = { ...reaction, new_reaction: emoji('👀', one) }
    expect(read({ message_reaction: approval })).toMatchObject({ type: 'reaction', isApproval: true })
  })

  it.each(['👎', '💔', '❤\u200d🔥', '🤔', ''])('approves of nothing with “%s”', one => {
    const other = read({ message_reaction: { ...reaction, new_reaction: emoji(one) } })
    expect(other).toMatchObject({ type: 'reaction' })
    expect(other).not.toHaveProperty('isApproval')
  })

  it('approves when it is given, not when another one is given or taken back beside it', () => {
    const before = { ...reaction, old_reaction: emoji('👍', '🎉') }
    expect(read({ message_reaction: { ...before, new_reaction: emoji('👍') } })).toBeUndefined()
    const custom = [...emoji('👍', '🎉'), { type: 'custom_emoji', custom_emoji_id: '5' }]
    const third = read({ message_reaction: { ...before, new_reaction: custom } })
    expect(third).toMatchObject({ type: 'reaction' })
    expect(third).not.toHaveProperty('isApproval')
  })

  it('is none when it is taken away, or a bot’s', () => {
    expect(read({ message_reaction: { ...reaction, new_reaction: [] } })).toBeUndefined()
    expect(read({ message_reaction: { ...reaction, user: { ...anna, is_bot: true } } })).toBeUndefined()
  })
})

it('ignores updates of every other kind', () => {
  expect(read({ callback_query: { id: '1' } })).toBeUndefined()
})
