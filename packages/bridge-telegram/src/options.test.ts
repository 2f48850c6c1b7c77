import { PocketPingError } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { telegramBridge } from './index.ts'
import { readOptions, type TelegramBridgeOptions } from './options.ts'

const token = '123456:ABC-def_ghi'
const chatId = -1001234567890
const webhook = { url: 'https://example.com/pocketping/bridges/telegram', secret: 'a-secret-of-sixteen' }

describe('the options', () => {
  it('need no more than token and group', () => {
    expect(readOptions({ token, chatId })).toMatchObject({
      id: 'telegram',
      chatId,
      apiRoot: 'https://api.telegram.org',
      webhook: undefined,
      allowedOperators: undefined,
    })
  })

  it('take the group’s number as text, as it comes from the environment', () => {
    expect(readOptions({ token, chatId: String(chatId) }).chatId).toBe(chatId)
  })

  it('take a webhook as the wish to use it, unless polling is asked for', () => {
    expect(readOptions({ token, chatId, webhook }).webhook).toEqual(webhook)
    expect(readOptions({ token, chatId, webhook, mode: 'polling' }).webhook).toBeUndefined()
  })

  it('take operators by id and by name', () => {
    const { allowedOperators } = readOptions({ token, chatId, allowedOperators: [7, '8', '@Anna'] })
    expect(allowedOperators).toEqual(['7', '8', '@anna'])
  })

  it('take an API server with or without a slash at the end', () => {
    expect(readOptions({ token, chatId, apiRoot: 'http://localhost:8081/' }).apiRoot).toBe(
      'http://localhost:8081',
    )
  })
})

describe('wrong options', () => {
  const wrong: [name: string, options: object, message: RegExp][] = [
    ['no token', { chatId }, /token: must be the token that BotFather gave you/],
    [
      'a token that is none',
      { token: 'SECRET', chatId },
      /token: does not look like 123456:ABC…; copy it from BotFather/,
    ],
    ['no group', { token }, /chatId: must be the number of your group/],
    ['a person instead of a group', { token, chatId: 12 }, /chatId: must be the number of your group/],
    ['a name instead of a number', { token, chatId: '@group' }, /chatId: must be the number of your group/],
    ['another mode', { token, chatId, mode: 'push' }, /mode: must be "polling" or "webhook"/],
    ['a webhook without address', { token, chatId, mode: 'webhook' }, /webhook: must be \{ url, secret \}/],
    [
      'a webhook without host',
      { token, chatId, webhook: { ...webhook, url: '/x' } },
      /webhook\.url: must be the full address/,
    ],
    [
      'a short secret',
      { token, chatId, webhook: { ...webhook, secret: 'x' } },
      /webhook\.secret: must be 16 to 256/,
    ],
    ['nobody who may answer', { token, chatId, allowedOperators: [] }, /allowedOperators: lists nobody/],
    [
      'a name without @',
      { token, chatId, allowedOperators: ['anna'] },
      /allowedOperators\.0: must be a Telegram user id/,
    ],
    ['a misspelt option', { token, chatId, chatID: 1 }, /chatID: is not an option/],
  ]

  it.each(wrong)('%s', (_name, options, message) => {
    const make = () => telegramBridge(options as TelegramBridgeOptions)
    expect(make).toThrow(message)
    expect(make).toThrow(PocketPingError)
    expect(make).not.toThrow(/SECRET|ABC-def/)
  })
})
