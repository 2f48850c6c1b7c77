import { Api, InputFile } from 'grammy'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ManualClock, manualClock } from './clock.ts'
import { startTelegramEmulator, type TelegramEmulator } from './emulator.ts'
import { pixelPng } from './files.ts'

const hour = 60 * 60 * 1000

let clock: ManualClock
let telegram: TelegramEmulator
let api: Api
let topicId: number

beforeEach(async () => {
  clock = manualClock()
  telegram = await startTelegramEmulator({ clock, limits: { perGroupMinute: false, perSecond: false } })
  api = new Api(telegram.token, { apiRoot: telegram.url })
  topicId = (await api.createForumTopic(telegram.chatId, 'Anna')).message_thread_id
})

afterEach(() => telegram.stop())

const say = (text: string, more = {}) =>
  api.sendMessage(telegram.chatId, text, { message_thread_id: topicId, ...more })

describe('sending', () => {
  it('takes 4,096 characters, counted in code points, and not one more', async () => {
    await expect(say('🦊'.repeat(4096))).resolves.toMatchObject({ text: '🦊'.repeat(4096) })
    await expect(say('x'.repeat(4097))).rejects.toThrow('Bad Request: message is too long')
  })

  it('refuses an empty text, and one that is empty once it is cleaned', async () => {
    await expect(say('')).rejects.toThrow('Bad Request: message text is empty')
    await expect(say(' \n\u200b ')).rejects.toThrow('Bad Request: text must be non-empty')
  })

  it('refuses half a surrogate pair', async () => {
    await expect(say('a\ud83e')).rejects.toThrow('Bad Request: strings must be encoded in UTF-8')
  })

  it('replies to a message, and to one that is gone only when that is allowed', async () => {
    const first = await say('first')
    const reply = await say('second', { reply_parameters: { message_id: first.message_id } })
    expect(reply.reply_to_message).toMatchObject({ message_id: first.message_id, text: 'first' })
    const gone = { message_id: 9999 }
    await expect(say('x', { reply_parameters: gone })).rejects.toThrow('message to be replied not found')
    const sent = await say('x', { reply_parameters: { ...gone, allow_sending_without_reply: true } })
    expect(sent.reply_to_message).toMatchObject({
      message_id: topicId,
      forum_topic_created: { name: 'Anna' },
    })
    await expect(say('x', { reply_parameters: { message_id: [] } })).rejects.toThrow(
      'Bad Request: field "message_id" must be a Number',
    )
  })

  it('ignores parameters it does not know and names of methods in any case', async () => {
    const form = new URLSearchParams({ chat_id: String(telegram.chatId), text: 'hi', colour: 'blue' })
    const posted = await fetch(`${telegram.url}/bot${telegram.token}/SENDmessage`, {
      method: 'POST',
      body: form,
    })
    expect(await posted.json()).toMatchObject({ ok: true, result: { text: 'hi' } })
    const got = await fetch(`${telegram.url}/bot${telegram.token}/sendMessage?${form}`)
    expect(await got.json()).toMatchObject({ ok: true })
  })

  it('knows no other method, no other token and no other path', async () => {
    const at = async (path: string) => {
      const response = await fetch(telegram.url + path)
      return [response.status, ((await response.json()) as { description: string }).description]
    }
    expect(await at(`/bot${telegram.token}/sendTelegram`)).toEqual([404, 'Not Found: method not found'])
    expect(await at('/bot1:wrong/getMe')).toEqual([401, 'Unauthorized'])
    expect(await at('/botwrong/getMe')).toEqual([401, 'Unauthorized: invalid token specified'])
    expect(await at('/elsewhere')).toEqual([404, 'Not Found'])
  })
})

describe('editing', () => {
  it('changes a text and marks it, but refuses one that is the same', async () => {
    const { message_id: id } = await say('Hello')
    await clock.advance(5000)
    const edited = await api.editMessageText(telegram.chatId, id, 'Hello there')
    expect(edited).toMatchObject({ text: 'Hello there', edit_date: Math.floor(clock.now() / 1000) })
    await expect(api.editMessageText(telegram.chatId, id, 'Hello there')).rejects.toThrow(
      'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  })

  it("refuses what is not there, what is somebody else's and what is too long", async () => {
    const theirs = telegram.asOperator.send({ topicId, text: 'Mine' })
    const { message_id: own } = await say('Own')
    const edit = (id: number, text: string) => api.editMessageText(telegram.chatId, id, text)
    await expect(edit(9999, 'x')).rejects.toThrow('Bad Request: message to edit not found')
    await expect(edit(theirs.id, 'x')).rejects.toThrow("Bad Request: message can't be edited")
    await expect(edit(topicId, 'x')).rejects.toThrow("Bad Request: message can't be edited")
    await expect(edit(own, 'x'.repeat(4097))).rejects.toThrow('Bad Request: MESSAGE_TOO_LONG')
  })
})

describe('deleting', () => {
  it('deletes within 48 hours', async () => {
    const { message_id: id } = await say('Own')
    const late = await say('Late')
    await api.deleteMessage(telegram.chatId, id)
    expect(telegram.message(id)?.isDeleted).toBe(true)
    await expect(api.deleteMessage(telegram.chatId, id)).rejects.toThrow(
      'Bad Request: message to delete not found',
    )
    await clock.advance(48 * hour + 1000)
    await expect(api.deleteMessage(telegram.chatId, late.message_id)).rejects.toThrow(
      "Bad Request: message can't be deleted",
    )
  })

  it("deletes others' messages only with the right to, and a topic's creation never", async () => {
    const theirs = telegram.asOperator.send({ topicId, text: 'Mine' })
    telegram.asOperator.setBotRights({ can_delete_messages: false })
    await expect(api.deleteMessage(telegram.chatId, theirs.id)).rejects.toThrow("message can't be deleted")
    telegram.asOperator.setBotRights({ can_delete_messages: true })
    await api.deleteMessage(telegram.chatId, theirs.id)
    await expect(api.deleteMessage(telegram.chatId, topicId)).rejects.toThrow("message can't be deleted")
  })

  it('tells the bot nothing when a human deletes', async () => {
    const theirs = telegram.asOperator.send({ topicId, text: 'Mine' })
    const before = telegram.pendingUpdates()
    telegram.asOperator.deleteForEveryone(theirs.id)
    expect(telegram.pendingUpdates()).toBe(before)
    await expect(api.setMessageReaction(telegram.chatId, theirs.id, [])).rejects.toThrow(
      'Bad Request: message to react not found',
    )
  })
})

describe('reactions', () => {
  it('takes one of the known emoji from a bot', async () => {
    const { id } = telegram.asOperator.send({ topicId, text: 'Mine' })
    await api.setMessageReaction(telegram.chatId, id, [{ type: 'emoji', emoji: '👍' }])
    await api.setMessageReaction(telegram.chatId, id, [{ type: 'emoji', emoji: '👀' }])
    expect(telegram.message(id)?.reactions.map(({ emoji }) => emoji)).toEqual(['👀'])
    await api.setMessageReaction(telegram.chatId, id, [])
    expect(telegram.message(id)?.reactions).toEqual([])
  })

  it('refuses others, two at once, and what the group does not allow', async () => {
    const { id } = telegram.asOperator.send({ topicId, text: 'Mine' })
    const react = (...emoji: string[]) =>
      api.setMessageReaction(
        telegram.chatId,
        id,
        emoji.map(each => ({ type: 'emoji', emoji: each }) as never),
      )
    await expect(react('✅')).rejects.toThrow('Bad Request: REACTION_INVALID')
    await expect(react('👍', '👎')).rejects.toThrow('Bad Request: REACTIONS_TOO_MANY')
    telegram.asOperator.setAllowedReactions(['👎'])
    await expect(react('👍')).rejects.toThrow('REACTION_INVALID')
    await react('👎')
  })
})

describe('files', () => {
  it('are uploaded, found again and fetched', async () => {
    const photo = new InputFile(pixelPng, 'cat.png')
    const sent = await api.sendPhoto(telegram.chatId, photo, { message_thread_id: topicId, caption: 'Look' })
    expect(sent).toMatchObject({ caption: 'Look', message_thread_id: topicId })
    const file = await api.getFile(sent.photo.at(-1)?.file_id ?? '')
    const fetched = await fetch(`${telegram.url}/file/bot${telegram.token}/${file.file_path}`)
    expect(await fetched.bytes()).toEqual(new Uint8Array(pixelPng))
    await clock.advance(hour)
    const late = await fetch(`${telegram.url}/file/bot${telegram.token}/${file.file_path}`)
    expect(late.status).toBe(404)
    const text = new InputFile(Buffer.from('no picture'), 'cat.png')
    await expect(api.sendPhoto(telegram.chatId, text)).rejects.toThrow('IMAGE_PROCESS_FAILED')
    const wrong = await fetch(`${telegram.url}/file/bot1:wrong/${file.file_path}`)
    expect(wrong.status).toBe(401)
  })

  it('are too big for a bot above 20 MB', async () => {
    telegram.asOperator.document({ topicId, name: 'huge.zip', bytes: new Uint8Array(20 * 1024 * 1024 + 1) })
    const updates = await api.getUpdates()
    const document = updates.at(-1)?.message?.document
    expect(document).toMatchObject({ file_name: 'huge.zip', file_size: 20 * 1024 * 1024 + 1 })
    await expect(api.getFile(document?.file_id ?? '')).rejects.toThrow('Bad Request: file is too big')
    await expect(api.getFile('nonsense')).rejects.toThrow('Bad Request: invalid file_id')
  })

  it("has an operator's photo, when there is one", async () => {
    await telegram.stop()
    const photo = Buffer.from('face')
    telegram = await startTelegramEmulator({ operators: [{ id: 42, first_name: 'Maya', photo }] })
    api = new Api(telegram.token, { apiRoot: telegram.url })
    const photos = await api.getUserProfilePhotos(42)
    expect(photos.total_count).toBe(1)
    const file = await api.getFile(photos.photos[0]?.at(-1)?.file_id ?? '')
    const fetched = await fetch(`${telegram.url}/file/bot${telegram.token}/${file.file_path}`)
    expect(await fetched.text()).toBe('face')
  })
})

describe('buttons', () => {
  it('are pressed once and answered once', async () => {
    const reply_markup = { inline_keyboard: [[{ text: 'Close', callback_data: 'close' }]] }
    const { message_id: id } = await say('What now?', { reply_markup })
    telegram.asOperator.press(id, 'close')
    const query = (await api.getUpdates()).at(-1)?.callback_query
    expect(query).toMatchObject({ data: 'close', message: { message_id: id }, from: { first_name: 'Maya' } })
    await api.answerCallbackQuery(query?.id ?? '')
    await expect(api.answerCallbackQuery(query?.id ?? '')).rejects.toThrow('query is too old')
    const tooLong = { inline_keyboard: [[{ text: 'x', callback_data: 'x'.repeat(65) }]] }
    await expect(say('x', { reply_markup: tooLong })).rejects.toThrow('BUTTON_DATA_INVALID')
  })
})

describe('commands', () => {
  it('are kept for a scope and forgotten again', async () => {
    const scope = { type: 'chat', chat_id: telegram.chatId } as const
    await api.setMyCommands([{ command: 'close', description: 'Close' }], { scope })
    expect(await api.getMyCommands({ scope })).toEqual([{ command: 'close', description: 'Close' }])
    expect(await api.getMyCommands()).toEqual([])
    await api.deleteMyCommands({ scope })
    expect(await api.getMyCommands({ scope })).toEqual([])
    await expect(api.setMyCommands([{ command: 'Close!', description: 'x' }])).rejects.toThrow(
      'BOT_COMMAND_INVALID',
    )
  })
})
