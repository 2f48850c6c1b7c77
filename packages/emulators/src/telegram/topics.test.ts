import { Api, GrammyError } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock } from './clock.ts'
import { startTelegramEmulator, type TelegramEmulator } from './emulator.ts'

let clock: ManualClock
let telegram: TelegramEmulator
let api: Api

beforeEach(async () => {
  clock = manualClock()
  telegram = await startTelegramEmulator({ clock })
  api = new Api(telegram.token, { apiRoot: telegram.url })
})

afterEach(() => telegram.stop())

describe('the life of a topic', () => {
  it('is created, written to, renamed, closed and reopened', async () => {
    const topic = await api.createForumTopic(telegram.chatId, 'Anna · /pricing')
    expect(topic).toMatchObject({ name: 'Anna · /pricing', icon_color: expect.any(Number) })
    const id = topic.message_thread_id

    const sent = await api.sendMessage(telegram.chatId, 'Hello', { message_thread_id: id })
    expect(sent).toMatchObject({
      text: 'Hello',
      message_thread_id: id,
      is_topic_message: true,
      reply_to_message: { message_id: id, forum_topic_created: { name: 'Anna · /pricing' } },
    })

    await api.editForumTopic(telegram.chatId, id, { name: 'Anna Berg' })
    await api.closeForumTopic(telegram.chatId, id)
    expect(telegram.topic(id)).toMatchObject({ name: 'Anna Berg', isClosed: true })
    await api.reopenForumTopic(telegram.chatId, id)
    expect(telegram.topic(id).isClosed).toBe(false)
    expect(telegram.topic(id).texts()).toEqual(['Hello'])
  })

  it('tells the bot of its own service messages, and of nothing else that it did', async () => {
    const { message_thread_id: id } = await api.createForumTopic(telegram.chatId, 'A')
    await api.sendMessage(telegram.chatId, 'Hello', { message_thread_id: id })
    await api.editForumTopic(telegram.chatId, id, { name: 'B' })
    await api.closeForumTopic(telegram.chatId, id)
    await api.reopenForumTopic(telegram.chatId, id)
    const updates = await api.getUpdates()
    expect(updates.map(({ message }) => message)).toMatchObject([
      { forum_topic_created: { name: 'A' }, from: { is_bot: true } },
      { forum_topic_edited: { name: 'B' } },
      { forum_topic_closed: {}, message_thread_id: id, is_topic_message: true },
      { forum_topic_reopened: {} },
    ])
  })

  it('answers TOPIC_NOT_MODIFIED when nothing would change', async () => {
    const { message_thread_id: id } = await api.createForumTopic(telegram.chatId, 'A')
    await expect(api.reopenForumTopic(telegram.chatId, id)).rejects.toThrow('TOPIC_NOT_MODIFIED')
    await expect(api.editForumTopic(telegram.chatId, id, { name: 'A' })).rejects.toThrow('TOPIC_NOT_MODIFIED')
    await api.closeForumTopic(telegram.chatId, id)
    await expect(api.closeForumTopic(telegram.chatId, id)).rejects.toThrow('TOPIC_NOT_MODIFIED')
  })

  it('cuts a name at 128 characters and makes it one line', async () => {
    const topic = await api.createForumTopic(telegram.chatId, `a\nb ${'x'.repeat(200)}`)
    expect(topic.name).toHaveLength(128)
    expect(topic.name.startsWith('a b x')).toBe(true)
    await expect(api.createForumTopic(telegram.chatId, ' \n ')).rejects.toThrow(
      'Bad Request: name must be non-empty',
    )
  })

  it('refuses a closed topic only to a bot that neither created it nor manages topics', async () => {
    const own = await api.createForumTopic(telegram.chatId, 'Own')
    const other = telegram.asOperator.createTopic('Other')
    await api.closeForumTopic(telegram.chatId, own.message_thread_id)
    telegram.asOperator.closeTopic(other.id)
    await api.sendMessage(telegram.chatId, 'As manager', { message_thread_id: other.id })

    telegram.asOperator.setBotRights({ can_manage_topics: false })
    await api.sendMessage(telegram.chatId, 'As creator', { message_thread_id: own.message_thread_id })
    await expect(api.sendMessage(telegram.chatId, 'No', { message_thread_id: other.id })).rejects.toThrow(
      'Bad Request: TOPIC_CLOSED',
    )
    await expect(api.createForumTopic(telegram.chatId, 'New')).rejects.toThrow(
      'not enough rights to create a topic',
    )
  })

  it('answers TOPIC_DELETED for a minute after the last send, then that the thread is not found', async () => {
    const { message_thread_id: id } = await api.createForumTopic(telegram.chatId, 'A')
    const sent = await api.sendMessage(telegram.chatId, 'Hello', { message_thread_id: id })
    telegram.asOperator.deleteTopic(id)
    await expect(api.sendMessage(telegram.chatId, 'x', { message_thread_id: id })).rejects.toThrow(
      'TOPIC_DELETED',
    )
    await expect(api.editMessageText(telegram.chatId, sent.message_id, 'x')).rejects.toThrow(
      'message to edit not found',
    )
    await clock.advance(60_000)
    await expect(api.sendMessage(telegram.chatId, 'x', { message_thread_id: id })).rejects.toThrow(
      'Bad Request: message thread not found',
    )
    await expect(api.sendChatAction(telegram.chatId, 'typing', { message_thread_id: id })).resolves.toBe(true)
  })

  it('knows General only by the absence of a thread', async () => {
    await expect(api.sendMessage(telegram.chatId, 'x', { message_thread_id: 1 })).rejects.toThrow(
      'message thread not found',
    )
    const sent = await api.sendMessage(telegram.chatId, 'x')
    expect(sent).not.toHaveProperty('message_thread_id')
    expect(sent).not.toHaveProperty('is_topic_message')
    expect(sent).not.toHaveProperty('reply_to_message')
    expect(telegram.topic(1).texts()).toEqual(['x'])
  })

  it('ignores the thread outside forums', async () => {
    telegram.asOperator.setTopicsEnabled(false)
    const sent = await api.sendMessage(telegram.chatId, 'x', { message_thread_id: 99 })
    expect(sent).not.toHaveProperty('message_thread_id')
    await expect(api.createForumTopic(telegram.chatId, 'A')).rejects.toThrow('the chat is not a forum')
  })
})

describe('the group', () => {
  it('says what it is and what the bot may do', async () => {
    expect(await api.getChat(telegram.chatId)).toMatchObject({
      id: telegram.chatId,
      type: 'supergroup',
      is_forum: true,
    })
    const me = await api.getMe()
    expect(await api.getChatMember(telegram.chatId, me.id)).toMatchObject({
      status: 'administrator',
      can_manage_topics: true,
      can_delete_messages: true,
    })
    const admins = await api.getChatAdministrators(telegram.chatId)
    expect(admins.map(({ status }) => status)).toEqual(['creator', 'administrator', 'administrator'])
  })

  it('shuts out a bot that was kicked or left', async () => {
    telegram.asOperator.setBotStatus('kicked')
    await expect(api.sendMessage(telegram.chatId, 'x')).rejects.toThrow(
      'Forbidden: bot was kicked from the supergroup chat',
    )
    telegram.asOperator.setBotStatus('left')
    const error = await api.getChat(telegram.chatId).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(GrammyError)
    expect(error).toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot is not a member of the supergroup chat',
    })
    await expect(api.sendMessage(-100, 'x')).rejects.toThrow('Bad Request: chat not found')
    await expect(api.sendMessage('', 'x')).rejects.toThrow('Bad Request: chat_id is empty')
  })

  it('sends a bot that still uses the id of a basic group to the supergroup', async () => {
    await telegram.stop()
    telegram = await startTelegramEmulator({ clock, chat: { id: -4_000_001 } })
    api = new Api(telegram.token, { apiRoot: telegram.url })
    const oldId = telegram.chatId
    await api.sendMessage(oldId, 'x')
    telegram.asOperator.setTopicsEnabled(true)
    const error = await api.sendMessage(oldId, 'x').catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      error_code: 400,
      description: 'Bad Request: group chat was upgraded to a supergroup chat',
      parameters: { migrate_to_chat_id: telegram.chatId },
    })
    const updates = await api.getUpdates()
    expect(updates.map(({ message }) => message)).toMatchObject([
      { chat: { id: oldId }, migrate_to_chat_id: telegram.chatId },
      { chat: { id: telegram.chatId }, migrate_from_chat_id: oldId },
    ])
    await api.createForumTopic(telegram.chatId, 'Works')
  })
})
