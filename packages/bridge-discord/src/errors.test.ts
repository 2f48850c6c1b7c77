import { BridgeError } from '@pocketping/core'
import { DiscordAPIError, HTTPError, RateLimitError } from 'discord.js'
import { describe, expect, it } from 'vitest'
import { codeOf, redact, toBridgeError } from './errors.ts'

function refusal(status: number, code: number, message = 'No', errors?: object): DiscordAPIError {
  const raw = { code, message, ...(errors && { errors }) } as ConstructorParameters<typeof DiscordAPIError>[0]
  const body = { body: { content: 'private words' }, files: undefined }
  return new DiscordAPIError(raw, code, status, 'POST', 'https://discord.example/webhooks/1/secret', body)
}

describe('what Discord refuses', () => {
  it.each([
    ['thread-gone', 404, 10003],
    ['message-gone', 404, 10008],
    ['message-gone', 403, 50005],
    ['misconfigured', 401, 0],
    ['misconfigured', 403, 50001],
    ['misconfigured', 403, 50013],
    ['misconfigured', 403, 60003],
    ['misconfigured', 403, 40001],
    ['misconfigured', 404, 0],
    ['refused', 400, 50035],
    ['refused', 400, 50006],
    ['refused', 403, 90001],
    ['refused', 400, 200000],
    ['unavailable', 400, 50083],
    ['unavailable', 400, 160006],
  ] as const)('is %s: %i with %i', (kind, status, code) => {
    expect(toBridgeError(refusal(status, code))).toMatchObject({ name: 'BridgeError', kind })
  })

  it('is a wrong option where it is the channel itself that is missing', () => {
    expect(toBridgeError(refusal(404, 10003), { isParent: true })).toMatchObject({
      kind: 'misconfigured',
      message: expect.stringContaining('option channelId'),
    })
  })

  it('names the permission', () => {
    expect(toBridgeError(refusal(403, 50013), { needs: '"Manage Webhooks"' }).message).toContain(
      '"Manage Webhooks"',
    )
  })

  it('is passed on with the fields that are wrong, and without the words that were sent', () => {
    const errors = {
      content: { _errors: [{ code: 'BASE_TYPE_MAX_LENGTH', message: 'Must be 2000 or fewer' }] },
    }
    const error = toBridgeError(refusal(400, 50035, 'Invalid Form Body', errors))
    expect(error.message).toContain('content: Must be 2000 or fewer')
    expect(`${error.message} ${JSON.stringify(error)} ${error.cause}`).not.toMatch(/private|secret/)
  })

  it('has a number', () => {
    expect(codeOf(refusal(404, 10015))).toBe(10015)
    expect(codeOf(new Error('x'))).toBeUndefined()
  })
})

it('names the wait', () => {
  const limit = {
    timeToReset: 10,
    limit: 5,
    method: 'POST',
    hash: 'h',
    url: 'u',
    route: 'r',
    majorParameter: 'm',
  }
  const error = new RateLimitError({
    ...limit,
    global: false,
    retryAfter: 7050,
    sublimitTimeout: 0,
    scope: 'user',
  })
  expect(toBridgeError(error)).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7050 })
})

describe('a Discord that is not there', () => {
  it('is unavailable', () => {
    const server = new HTTPError(502, 'Bad Gateway', 'GET', 'https://discord.example', {
      body: undefined,
      files: undefined,
    })
    expect(toBridgeError(server).kind).toBe('unavailable')
    expect(toBridgeError(new DOMException('This operation was aborted', 'AbortError')).kind).toBe(
      'unavailable',
    )
  })

  it('gives no token away', () => {
    const token = ['NTAwMDAwMDAwMDAwMDAwMDAx', 'abcdef', 'x'.repeat(38)].join('.')
    const address = 'https://discord.example/api/webhooks/123/abc-DEF_1?wait=true'
    const inner = new Error(`POST ${address} with Bot ${token}`, {
      cause: new Error(`ECONNREFUSED ${token}`),
    })
    const error = toBridgeError(inner)
    expect(error.message).toContain('ECONNREFUSED')
    expect(error.message).not.toMatch(/xxxx|abc-DEF/)
    expect(error.cause).toBeUndefined()
  })
})

it('leaves an error of the contract as it is', () => {
  const error = new BridgeError('refused', 'no')
  expect(toBridgeError(error)).toBe(error)
})

it('takes tokens out of any text, and nothing else', () => {
  expect(redact('/webhooks/12/ab-C_d/messages/5')).toBe('/webhooks/12/<token>/messages/5')
  expect(redact('channel 1100000000000000000 at 12:30:45.123 of discord.example.com')).toBe(
    'channel 1100000000000000000 at 12:30:45.123 of discord.example.com',
  )
})
