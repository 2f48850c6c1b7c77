import { PocketPingError } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { discordBridge } from './index.ts'
import { type DiscordBridgeOptions, readOptions } from './options.ts'

const token = ['NTAwMDAwMDAwMDAwMDAwMDAx', 'abcdef', 'x'.repeat(38)].join('.')
const channelId = '1100000000000000000'

describe('the options', () => {
  it('need no more than token and channel', () => {
    expect(readOptions({ token, channelId })).toMatchObject({
      id: 'discord',
      channelId,
      impersonate: false,
      rest: { api: 'https://discord.com/api', cdn: 'https://cdn.discordapp.com' },
      allowedOperators: undefined,
    })
  })

  it('take other hosts with or without a slash at the end', () => {
    expect(readOptions({ token, channelId, rest: { api: 'http://localhost:1/api/' } }).rest).toEqual({
      api: 'http://localhost:1/api',
      cdn: 'https://cdn.discordapp.com',
    })
  })

  it('say who may answer', () => {
    expect(discordBridge({ token, channelId }).allowedOperators).toBeUndefined()
    const allowedOperators = [channelId, '@maya.s']
    expect(discordBridge({ token, channelId, allowedOperators }).allowedOperators).toEqual(allowedOperators)
  })
})

describe('wrong options', () => {
  const wrong: [name: string, options: object, message: RegExp][] = [
    ['no token', { channelId }, /token: must be the token of your bot, from discord\.com/],
    [
      'a token that is none',
      { token: 'SECRET', channelId },
      /token: does not look like a bot token; copy it/,
    ],
    ['no channel', { token }, /channelId: must be the id of your channel as text.*Copy Channel ID/],
    [
      'a channel as a number, which is not exact',
      { token, channelId: 1.1e18 },
      /channelId: must be the id.*as text/,
    ],
    ['a channel by name', { token, channelId: '#support' }, /channelId: must be the id/],
    [
      'a host that is none',
      { token, channelId, rest: { api: 'discord' } },
      /rest\.api: must be an http or https/,
    ],
    ['a misspelt host', { token, channelId, rest: { root: 'x' } }, /rest\.root: is not an option/],
    ['a wish that is none', { token, channelId, impersonate: 'yes' }, /impersonate: must be true or false/],
    ['nobody who may answer', { token, channelId, allowedOperators: [] }, /allowedOperators: lists nobody/],
    [
      'a name',
      { token, channelId, allowedOperators: ['maya'] },
      /allowedOperators\.0: must be a Discord user id as text/,
    ],
    ['an id of other letters', { token, channelId, id: 'a b' }, /id: must be 1 to 40 letters/],
    ['a misspelt option', { token, channelId, channelID: 1 }, /channelID: is not an option/],
  ]

  it.each(wrong)('%s', (_name, options, message) => {
    const make = () => discordBridge(options as DiscordBridgeOptions)
    expect(make).toThrow(message)
    expect(make).toThrow(PocketPingError)
    expect(make).not.toThrow(/SECRET|xxxx/)
  })
})
