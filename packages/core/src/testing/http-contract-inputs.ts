/** What is no command, and what it is. */
export function badCommands(): [what: string, body: string | object][] {
  const send = { type: 'send', id: 'msg_00000001', content: 'Hello' }
  const event = { type: 'event', id: 'evt_00000001', name: 'cart' }
  return [
    ['nothing', 'null'],
    ['a number', '1'],
    ['a text', '"send"'],
    ['an array', [send]],
    ['an empty object', {}],
    ['an unknown type', { type: 'hack' }],
    ['a type of Object.prototype', { type: 'constructor' }],
    ['a type that is no text', { type: ['send'] }],
    ['an unknown field', { ...send, admin: true }],
    ['a prototype as a field', `{"__proto__":{"type":"send"},"id":"msg_00000001","content":"x"}`],
    [
      'a prototype beside the fields',
      `{"__proto__":{"a":1},"type":"send","id":"msg_00000001","content":"x"}`,
    ],
    ['a constructor as a field', `{"constructor":{"a":1},"type":"close"}`],
    ['no id', { type: 'send', content: 'x' }],
    ['an id of its own making', { ...send, id: '<script>' }],
    ['an id with a line feed', { ...send, id: 'msg_00000001\n' }],
    ['an id without end', { ...send, id: `msg_${'a'.repeat(1000)}` }],
    ['an object as content', { ...send, content: { toString: 'x' } }],
    ['an array as content', { ...send, content: ['Hello'] }],
    ['no content', { ...send, content: '' }],
    ['blank content', { ...send, content: ' \n\t\u200b\u0000' }],
    ['an object as ref', { ...send, ref: {} }],
    ['a ref without end', { ...send, ref: 'r'.repeat(65) }],
    ['an object as replyTo', { ...send, replyTo: { $ne: '' } }],
    ['a negative mark', { type: 'read', read: -1 }],
    ['a mark that is a text', { type: 'read', read: '1' }],
    ['a mark that is no number', '{"type":"read","read":1e999}'],
    ['a flag that is a text', { type: 'typing', active: 'yes' }],
    ['an event without a name', { ...event, name: '' }],
    ['data that is an array', { ...event, data: [] }],
    ['data that is too long', { ...event, data: { text: 'x'.repeat(9000) } }],
    [
      'data that is too deep',
      `{"type":"event","id":"evt_00000001","name":"x","data":{"a":${nested(30_000)}}}`,
    ],
    ['depth where there is none', `{"type":"close","x":${nested(30_000)}}`],
    ['nothing but depth', nested(30_000)],
    ['identity that is a text', { type: 'identify', identity: 'admin' }],
    ['identity with unknown fields', { type: 'identify', identity: { role: 'operator' } }],
    ['a name without end', { type: 'identify', identity: { name: 'x'.repeat(201) } }],
    ['a page that is a text', { type: 'page', page: 'https://shop.example' }],
    ['an address without end', { type: 'page', page: { url: `https://x/${'y'.repeat(2048)}` } }],
  ]
}

/** What starts no conversation. */
export function badStarts(): [what: string, body: string | object][] {
  return [
    ['nothing', 'null'],
    ['an array', []],
    ['a text', '"shop"'],
    ['an object as project', { projectId: {} }],
    ['a prototype', '{"__proto__":{},"projectId":"shop"}'],
    ['a token of its own', { projectId: 'shop', token: 'mine' }],
    ['a visitor of its own', { projectId: 'shop', visitorId: 'vis_1' }],
    ['a page that is a text', { projectId: 'shop', page: 'x' }],
    ['a title without end', { projectId: 'shop', page: { url: 'x', title: 'x'.repeat(301) } }],
    ['a language without end', { projectId: 'shop', language: 'x'.repeat(36) }],
    ['depth', `{"projectId":${nested(30_000)}}`],
  ]
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth)
}
