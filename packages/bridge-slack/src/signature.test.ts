import { signSlackRequest } from '@pocketping/emulators'
import { expect, it } from 'vitest'
import { isFresh, isSigned } from './signature.ts'

const body = '{"type":"event_callback"}'
const bytes = new TextEncoder().encode(body)
const secret = 'a-secret-of-slack'
const timestamp = '1700000000'
const signature = signSlackRequest(secret, timestamp, body)

it('takes what Slack signed', () => {
  expect(isSigned({ timestamp, signature }, bytes, secret)).toBe(true)
})

it('refuses anything else', () => {
  const wrong = [
    { timestamp, signature: '' },
    { timestamp, signature: signature.slice(0, -1) },
    { timestamp, signature: `${signature.slice(0, -1)}${signature.endsWith('0') ? '1' : '0'}` },
    { timestamp, signature: signature.toUpperCase() },
    { timestamp, signature: signature.replace('v0=', 'v1=') },
    { timestamp: '1700000001', signature },
  ]
  for (const proof of wrong) expect(isSigned(proof, bytes, secret)).toBe(false)
  expect(isSigned({ timestamp, signature }, bytes, 'another-secret')).toBe(false)
  expect(isSigned({ timestamp, signature }, new TextEncoder().encode(`${body} `), secret)).toBe(false)
})

it('is fresh for five minutes, both ways', () => {
  const now = 1_700_000_000_000
  for (const ms of [0, 300_000, -300_000]) expect(isFresh({ timestamp, signature }, now + ms)).toBe(true)
  for (const ms of [300_001, -300_001]) expect(isFresh({ timestamp, signature }, now + ms)).toBe(false)
  for (const odd of ['', 'x', '1e9', '-1', ' 1700000000'])
    expect(isFresh({ timestamp: odd, signature }, now)).toBe(false)
})
