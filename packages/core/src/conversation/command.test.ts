import { describe, expect, it } from 'vitest'
import { PocketPingError } from '../protocol/errors.ts'
import { parseCommand } from './command.ts'

const id = 'msg_00000001'

/** What is said of a command that is refused. */
function refusal(input: unknown): string {
  try {
    parseCommand(input)
  } catch (error) {
    expect(error).toBeInstanceOf(PocketPingError)
    expect((error as PocketPingError).code).toBe('BAD_REQUEST')
    return (error as PocketPingError).message
  }
  return 'taken'
}

describe('a command is refused, and the field named,', () => {
  it.for<[name: string, field: string, input: unknown]>([
    ['that is no object', 'type', 'send'],
    ['that is nothing', 'type', null],
    ['that is a list', 'type', [{ type: 'close' }]],
    ['without a type', 'type', {}],
    ['of an unknown type', 'type', { type: 'explode' }],
    ['of a type that every object has', 'type', { type: 'constructor' }],
    ['whose type is an object', 'type', { type: { send: true } }],
    ['with an unknown field', 'audience', { type: 'send', id, content: 'x', audience: 'team' }],
    ['with the fields of another', 'content', { type: 'close', content: 'x' }],
    ['without content', 'content', { type: 'send', id }],
    ['with an object for content', 'content', { type: 'send', id, content: { text: 'x' } }],
    ['with a list for content', 'content', { type: 'send', id, content: ['x'] }],
    ['with a number for content', 'content', { type: 'edit', id, content: 7 }],
    ['with empty content', 'content', { type: 'send', id, content: '' }],
    ['with blank content', 'content', { type: 'send', id, content: ' \n\t' }],
    ['with invisible content', 'content', { type: 'send', id, content: '\u200b\u200d\u2060\ufeff\u00ad' }],
    ['with nothing but control characters', 'content', { type: 'send', id, content: '\u0000\u0007\u009f' }],
    ['with 4,001 characters', 'content', { type: 'send', id, content: 'x'.repeat(4001) }],
    ['with an id of another kind', 'id', { type: 'send', id: 'sess_00000001', content: 'x' }],
    ['with an id too short', 'id', { type: 'send', id: 'msg_1', content: 'x' }],
    ['with an id too long', 'id', { type: 'send', id: `msg_${'1'.repeat(41)}`, content: 'x' }],
    ['with an id that is code', 'id', { type: 'send', id: 'msg_<script>alert', content: 'x' }],
    ['with a line feed after its id', 'id', { type: 'send', id: `${id}\n`, content: 'x' }],
    ['with an object for an id', 'id', { type: 'delete', id: { $ne: '' } }],
    ['with an endless id', 'id', { type: 'delete', id: 'x'.repeat(65) }],
    ['with a link to an object', 'replyTo', { type: 'send', id, content: 'x', replyTo: {} }],
    ['with a link to nothing', 'replyTo', { type: 'send', id, content: 'x', replyTo: null }],
    ['that types a word', 'active', { type: 'typing', active: 'yes' }],
    ['that reads a fraction', 'read', { type: 'read', read: 1.5 }],
    ['that reads below nothing', 'received', { type: 'read', received: -1 }],
    ['that reads past all numbers', 'read', { type: 'read', read: 1e300 }],
    ['that reads a text', 'read', { type: 'read', read: '7' }],
    ['with an event without a name', 'name', { type: 'event', id: 'evt_00000001', name: '' }],
    ['with an endless event name', 'name', { type: 'event', id: 'evt_00000001', name: 'x'.repeat(101) }],
    ['with a list for data', 'data', { type: 'event', id: 'evt_00000001', name: 'x', data: [1] }],
    [
      'with too much data',
      'data',
      { type: 'event', id: 'evt_00000001', name: 'x', data: { x: 'y'.repeat(8192) } },
    ],
    ['with a text for an identity', 'identity', { type: 'identify', identity: 'Ann' }],
    ['with an unknown field in an identity', 'role', { type: 'identify', identity: { role: 'admin' } }],
    ['with an endless name', 'identity.name', { type: 'identify', identity: { name: 'x'.repeat(201) } }],
    [
      'with an endless e-mail address',
      'identity.email',
      { type: 'identify', identity: { email: 'x'.repeat(255) } },
    ],
    [
      'with too much about somebody',
      'identity.metadata',
      { type: 'identify', identity: { metadata: { x: 'y'.repeat(8192) } } },
    ],
    ['with a page that is an address', 'page', { type: 'page', page: 'https://shop.example' }],
    ['with an endless address', 'page.url', { type: 'page', page: { url: 'x'.repeat(2049) } }],
  ])('%s', ([, field, input]) => {
    expect(refusal(input)).toContain(field)
  })
})

describe('a command is taken', () => {
  it.for<[name: string, input: unknown]>([
    ['with 4,000 characters', { type: 'send', id, content: 'x'.repeat(4000) }],
    ['with a single emoji of many parts', { type: 'send', id, content: '👩‍👩‍👧' }],
    ['with HTML, which is text', { type: 'send', id, content: '<img src=x onerror=alert(1)>' }],
    ['with the longest id', { type: 'send', id: `msg_${'1'.repeat(40)}`, content: 'x' }],
  ])('%s', ([, input]) => {
    expect(parseCommand(input)).toEqual(input)
  })

  it('without what JSON can do to prototypes', () => {
    const input = JSON.parse(
      '{"type":"event","id":"evt_00000001","name":"x","data":{"__proto__":{"admin":true}}}',
    )
    const command = parseCommand(input) as { data: Record<string, unknown> }
    expect(command.data.admin).toBeUndefined()
    expect(Object.getPrototypeOf(command.data)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })
})
