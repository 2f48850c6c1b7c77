import { PocketPingError } from '@pocketping/core'
import { describe, expect, it } from 'vitest'
import { slackBridge } from './index.ts'
import { readOptions, type SlackBridgeOptions } from './options.ts'

// Put together here, so that no scanner takes them for real.
const token = ['xoxb', '1', 'SECRET'].join('-')
const appToken = ['xapp', '1', 'SECRET'].join('-')
const signingSecret = 'SECRET0123456789abcdef'
const channelId = 'C0123456789'

describe('the options', () => {
  it('need no more than token, channel, and one way to hear', () => {
    expect(readOptions({ token, channelId, appToken })).toMatchObject({
      id: 'slack',
      channelId,
      appToken,
      signingSecret: undefined,
      slackApiUrl: 'https://slack.com/api/',
      allowedOperators: undefined,
      impersonate: false,
    })
    expect(readOptions({ token, channelId, signingSecret })).toMatchObject({
      appToken: undefined,
      signingSecret,
    })
  })

  it('take what the environment leaves undefined as left out', () => {
    expect(readOptions({ token, channelId, appToken, signingSecret: undefined }).appToken).toBe(appToken)
  })

  it('take an API server with or without a slash at the end', () => {
    for (const slackApiUrl of ['http://localhost:8081/api', 'http://localhost:8081/api//'])
      expect(readOptions({ token, channelId, appToken, slackApiUrl }).slackApiUrl).toBe(
        'http://localhost:8081/api/',
      )
  })

  it('say whom the engine may listen to, and take calls only where Slack makes some', () => {
    const bridge = slackBridge({ token, channelId, appToken, allowedOperators: ['U0123456789'] })
    expect(bridge.allowedOperators).toEqual(['U0123456789'])
    expect(bridge.handleWebhook).toBeUndefined()
    const posted = slackBridge({ token, channelId, signingSecret })
    expect(posted).not.toHaveProperty('allowedOperators')
    expect(posted.handleWebhook).toBeTypeOf('function')
  })
})

describe('wrong options', () => {
  const wrong: [name: string, options: object, message: RegExp][] = [
    ['no token', { channelId, appToken }, /token: must be the Bot User OAuth Token/],
    [
      'another token',
      { token: ['xoxp', 'SECRET'].join('-'), channelId, appToken },
      /token: does not look like xoxb-…; copy it from api\.slack\.com/,
    ],
    ['no channel', { token, appToken }, /channelId: must be the id of your channel, e\.g\. C0123456789/],
    [
      'a name instead of an id',
      { token, channelId: '#support', appToken },
      /channelId: .*not its name: channel name → About/,
    ],
    ['no way to hear', { token, channelId }, /appToken: is missing\. Give appToken .* or signingSecret/],
    [
      'two ways to hear',
      { token, channelId, appToken, signingSecret },
      /signingSecret: is one too many\. Give appToken for Socket Mode or signingSecret/,
    ],
    [
      'the bot’s token as the app’s',
      { token, channelId, appToken: token },
      /appToken: does not look like xapp-….*connections:write/,
    ],
    [
      'a secret that is none',
      { token, channelId, signingSecret: 'x' },
      /signingSecret: must be the Signing Secret.*Basic Information/,
    ],
    [
      'nobody who may answer',
      { token, channelId, appToken, allowedOperators: [] },
      /allowedOperators: lists nobody/,
    ],
    [
      'a name instead of an id of an operator',
      { token, channelId, appToken, allowedOperators: ['@anna'] },
      /allowedOperators\.0: must be a Slack member id such as U0123456789: their profile/,
    ],
    [
      'an address without host',
      { token, channelId, appToken, slackApiUrl: '/api' },
      /slackApiUrl: must be an http or https/,
    ],
    ['an odd id', { token, channelId, appToken, id: 'a b' }, /id: must be 1 to 40/],
    [
      'a word for yes',
      { token, channelId, appToken, impersonate: 'yes' },
      /impersonate: must be true or false/,
    ],
    ['a misspelt option', { token, channelId, appToken, channel: 1 }, /channel: is not an option/],
  ]

  it.each(wrong)('%s', (_name, options, message) => {
    const make = () => slackBridge(options as SlackBridgeOptions)
    expect(make).toThrow(message)
    expect(make).toThrow(PocketPingError)
    expect(make).not.toThrow(/SECRET/)
  })
})
