import { BridgeError } from '@pocketping/core'
import { GrammyError, HttpError } from 'grammy'
import { describe, expect, it } from 'vitest'
import { redact, toBridgeError } from './errors.ts'

function refusal(code: number, description: string, parameters?: { retry_after?: number }): GrammyError {
  const answer = { ok: false as const, error_code: code, description, ...(parameters && { parameters }) }
  return new GrammyError('Call failed', answer, 'sendMessage', { text: 'private words' })
}

describe('what Telegram says', () => {
  it.each([
    ['thread-gone', 400, 'Bad Request: message thread not found'],
    ['thread-gone', 400, 'Bad Request: TOPIC_DELETED'],
    ['message-gone', 400, 'Bad Request: message to edit not found'],
    ['message-gone', 400, "Bad Request: message can't be edited"],
    ['message-gone', 400, 'Bad Request: message to react not found'],
    ['misconfigured', 400, 'Bad Request: chat not found'],
    ['misconfigured', 400, 'Bad Request: not enough rights to manage topics'],
    ['misconfigured', 400, 'Bad Request: TOPIC_CLOSED'],
    ['misconfigured', 401, 'Unauthorized'],
    ['misconfigured', 404, 'Not Found'],
    ['misconfigured', 404, 'Not Found: method not found'],
    ['misconfigured', 403, 'Forbidden: bot was kicked from the supergroup chat'],
    ['misconfigured', 403, 'Forbidden: bot is not a member of the supergroup chat'],
    ['refused', 400, 'Bad Request: message is too long'],
    ['refused', 400, 'Bad Request: REACTION_INVALID'],
    ['unavailable', 409, 'Conflict: terminated by other getUpdates request'],
    ['unavailable', 500, 'Internal Server Error'],
    ['unavailable', 502, 'Bad Gateway'],
  ] as const)('is %s: %i %s', (kind, code, description) => {
    expect(toBridgeError(refusal(code, description))).toMatchObject({ name: 'BridgeError', kind })
  })

  it('names the wait', () => {
    const error = toBridgeError(refusal(429, 'Too Many Requests: retry after 7', { retry_after: 7 }))
    expect(error).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000 })
  })

  it('is passed on without the words that were sent', () => {
    const error = toBridgeError(refusal(400, 'Bad Request: message is too long'))
    expect(`${error.message} ${JSON.stringify(error)} ${error.cause}`).not.toContain('private')
  })
})

describe('a network that fails', () => {
  it('is unavailable, and gives no token away', () => {
    const url = 'https://api.telegram.org/bot123456:AAtoken_of-ours/sendMessage'
    const inner = new Error(`request to ${url} failed`, { cause: new Error(`connect ECONNREFUSED ${url}`) })
    const error = toBridgeError(new HttpError('Network request failed', inner))
    expect(error.kind).toBe('unavailable')
    expect(error.message).toContain('ECONNREFUSED')
    expect(error.message).not.toContain('AAtoken')
    expect(error.cause).toBeUndefined()
  })
})

it('leaves an error of the contract as it is', () => {
  const error = new BridgeError('refused', 'no')
  expect(toBridgeError(error)).toBe(error)
})

it('takes tokens out of any text', () => {
  expect(redact('GET /file/bot12:ab-C_d/x')).toBe('GET /file/bot<token>/x')
  expect(redact('token 5000000001:AAEmulatedBotTokenThatOpensNothingElse0!')).toBe('token bot<token>!')
  expect(redact('-1001234567890:42 at 12:30:45')).toBe('-1001234567890:42 at 12:30:45')
})
