import { BridgeError } from '@pocketping/core'
import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api'
import { describe, expect, it } from 'vitest'
import { isUnanswered, redact, refusalOf, toBridgeError } from './errors.ts'

const botToken = ['xoxb', '12', 'abcDEF'].join('-')
const appToken = ['xapp', '1', 'A0', 'abcDEF'].join('-')

function refusal(error: string, more: object = {}): WebAPIPlatformError {
  return new WebAPIPlatformError({ ok: false, error, response_metadata: {}, ...more })
}

describe('what Slack says', () => {
  it.each([
    ['thread-gone', 'thread_not_found'],
    ['thread-gone', 'cannot_reply_to_message'],
    ['message-gone', 'message_not_found'],
    ['message-gone', 'cant_update_message'],
    ['message-gone', 'edit_window_closed'],
    ['refused', 'cant_delete_message'],
    ['refused', 'msg_too_long'],
    ['refused', 'no_text'],
    ['refused', 'invalid_blocks'],
    ['refused', 'what_is_this'],
    ['misconfigured', 'channel_not_found'],
    ['misconfigured', 'not_in_channel'],
    ['misconfigured', 'is_archived'],
    ['misconfigured', 'invalid_auth'],
    ['misconfigured', 'not_authed'],
    ['misconfigured', 'account_inactive'],
    ['misconfigured', 'token_revoked'],
    ['misconfigured', 'missing_scope'],
    ['unavailable', 'internal_error'],
    ['unavailable', 'service_unavailable'],
    ['unavailable', '<html>a proxy’s page</html>'],
    ['rate-limited', 'ratelimited'],
  ] as const)('is %s: %s', (kind, error) => {
    expect(toBridgeError(refusal(error))).toMatchObject({ name: 'BridgeError', kind })
  })

  it('says what to do', () => {
    expect(toBridgeError(refusal('not_in_channel')).message).toMatch(/Invite the bot: write \/invite/)
    expect(toBridgeError(refusal('missing_scope', { needed: 'users:read' })).message).toMatch(
      /Add users:read: .*Bot Token Scopes/,
    )
    expect(toBridgeError(refusal('invalid_auth')).message).toMatch(/Bot User OAuth Token/)
    expect(toBridgeError(refusal('invalid_auth'), 'appToken').message).toMatch(
      /option appToken .*connections:write/,
    )
    const metadata = { response_metadata: { messages: ['[ERROR] must be less than 3001 characters'] } }
    expect(toBridgeError(refusal('invalid_blocks', metadata)).message).toContain('must be less than 3001')
  })

  it('names the wait', () => {
    expect(toBridgeError(new WebAPIRateLimitedError(7))).toMatchObject({
      kind: 'rate-limited',
      retryAfterMs: 7000,
    })
    expect(toBridgeError(refusal('ratelimited'))).toMatchObject({ retryAfterMs: 30_000 })
  })

  it('is told by its word', () => {
    expect(refusalOf(refusal('no_reaction'))).toBe('no_reaction')
    expect(refusalOf(new Error('no_reaction'))).toBeUndefined()
  })
})

describe('a network that fails', () => {
  it('is unavailable, and gives no token away', () => {
    const cause = new Error(`connect ECONNREFUSED wss://x.example/link?ticket=TICKET`)
    const error = toBridgeError(new WebAPIRequestError(new Error(`fetch failed ${botToken}`, { cause })))
    expect(error.kind).toBe('unavailable')
    expect(error.message).toContain('ECONNREFUSED')
    expect(error.message).not.toMatch(/abcDEF|TICKET/)
    expect(error.cause).toBeUndefined()
    expect(toBridgeError(new WebAPIHTTPError(502, 'Bad Gateway', {}, botToken)).message).not.toContain(
      'abcDEF',
    )
  })

  it('leaves open whether it was done', () => {
    expect(isUnanswered(new WebAPIRequestError(new Error('timeout')))).toBe(true)
    expect(isUnanswered(new WebAPIHTTPError(502, 'Bad Gateway', {}))).toBe(true)
    expect(isUnanswered(refusal('internal_error'))).toBe(false)
    expect(isUnanswered(new WebAPIRateLimitedError(1))).toBe(false)
  })
})

it('leaves an error of the contract as it is', () => {
  const error = new BridgeError('refused', 'no')
  expect(toBridgeError(error)).toBe(error)
})

it('takes tokens out of any text', () => {
  for (const token of [botToken, appToken, ['xoxe.xoxp', '1', 'abcDEF'].join('-')])
    expect(redact(`the token ${token}, and more`)).not.toContain('abcDEF')
  expect(redact('xo-xo and the C0123:1700000000.000100')).toBe('xo-xo and the C0123:1700000000.000100')
})
