import { expect, it } from 'vitest'
import { post, readAfter, type SetStage, said, visible, type WhyNot } from './bridge-contract-fixtures.ts'
import { itUnless } from './it-unless.ts'

// Each must come through as text: what platforms make of a mention, a command, markup, or right-to-left tricks.
const HOSTILE = [
  '@everyone @here @channel',
  '<!channel> <!here> <@U123> <#C123>',
  '<b>bold</b> <script>alert(1)</script> &amp; &lt;',
  '*a* _b_ ~c~ `d` ```e``` [f](https://x.example) > g # h || i ||',
  '/close',
  '!close',
  '// not a note',
  'abc \u202edef\u202c \u2066ghi\u2069',
  '{"text":"json"} \\n \\u0000 %s $& $1',
  'https://x.example/a_b_c?d=*e*&f=<g>',
  ':smile: :-) (c) -- "quotes" \'single\'',
  '👨‍👩‍👧 e\u0301 \u200d ﷽',
]

export function postContract(setStage: SetStage, whyNot: WhyNot): void {
  it('posts a message and answers with its id', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const ids = await stage.bridge.send(threadId, post('Hello there'), 'k1')
    const seen = await readAfter(stage, threadId, before)
    expect(seen).toMatchObject([{ platformId: ids[0], text: 'Hello there', isOurs: true }])
    expect(ids).toHaveLength(1)
  })

  it('posts in the order it is asked to', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const words = ['one', 'two', 'three', 'four', 'five']
    const ids: string[] = []
    for (const word of words) ids.push(...(await stage.bridge.send(threadId, post(word), `k-${word}`)))
    const seen = await readAfter(stage, threadId, before)
    expect(seen.map(({ text }) => text)).toEqual(words)
    expect(seen.map(({ platformId }) => platformId)).toEqual(ids)
  })

  it.each(HOSTILE)('shows as typed: %s', async text => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    await stage.bridge.send(threadId, post(text), 'k1')
    const seen = await readAfter(stage, threadId, before)
    expect(seen.map(message => visible(message.text))).toEqual([visible(text)])
  })

  it('posts a text in which nothing shows', async () => {
    const { bridge, open } = await setStage()
    const threadId = await open()
    for (const [index, text] of ['', '   ', '\u200b', '\u202e'].entries()) {
      expect(await bridge.send(threadId, post(text), `k-${index}`)).toHaveLength(1)
    }
  })

  it('splits a long text and keeps every character of it', async () => {
    const stage = await setStage()
    const { maxLength } = stage.bridge.capabilities
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const lines = Array.from(
      { length: Math.ceil(maxLength / 12) },
      (_, index) => `${index} 😀 línea ${'é'.repeat(index % 9)}`,
    )
    const text = lines.join('\n')
    expect(text.length).toBeGreaterThan(maxLength)
    const ids = await stage.bridge.send(threadId, post(text), 'k1')
    const seen = await readAfter(stage, threadId, before)
    expect(seen.map(({ platformId }) => platformId)).toEqual(ids)
    expect(ids.length).toBeGreaterThan(1)
    expect(visible(seen.map(message => message.text).join(''))).toBe(visible(text))
  })

  it('splits a text without a single blank', async () => {
    const stage = await setStage()
    const { maxLength } = stage.bridge.capabilities
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const text = `${'😀'.repeat(maxLength)}x`
    await stage.bridge.send(threadId, post(text), 'k1')
    const seen = await readAfter(stage, threadId, before)
    expect(seen.map(message => message.text).join('')).toBe(text)
  })

  it('keeps several messages in one post apart and in order', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const items = [
      said('first'),
      said('second\nwith two lines', { edited: true }),
      said('SECRET', { deleted: true }),
      { from: 'operator', text: 'third', author: { name: 'Maya' }, via: 'elsewhere' } as const,
      { from: 'ai', text: 'fourth' } as const,
      { from: 'system', text: 'fifth' } as const,
      { from: 'note', text: 'sixth', author: { name: 'Tom' } } as const,
      { from: 'notice', text: 'seventh' } as const,
      { from: 'event', text: '', event: { name: 'eighth', data: { total: 12 } } } as const,
      said('ninth'),
    ]
    const ids = await stage.bridge.send(threadId, { items }, 'k1')
    const seen = await readAfter(stage, threadId, before)
    expect(ids).toHaveLength(1)
    const text = seen[0]?.text ?? ''
    const order = [
      'first',
      'second',
      'with two lines',
      'Maya',
      'third',
      'fourth',
      'fifth',
      'Tom',
      'sixth',
      'seventh',
      'eighth',
      '12',
      'ninth',
    ]
    const places = order.map(word => text.indexOf(word))
    expect(places).toEqual([...places].sort((left, right) => left - right))
    expect(places).not.toContain(-1)
    expect(text).not.toContain('SECRET')
    expect(text).toMatch(/first\s*\n\s*.*second/)
  })

  it('says which words are a note, and who wrote what on another platform', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const author = { name: 'Maya\n\u202e' }
    await stage.bridge.send(
      threadId,
      { items: [{ from: 'note', text: 'Careful', author, via: 'elsewhere' }] },
      'k1',
    )
    await stage.bridge.send(
      threadId,
      { items: [{ from: 'operator', text: 'Hi', author, via: 'elsewhere' }] },
      'k2',
    )
    const [note, operator] = await readAfter(stage, threadId, before)
    expect(note?.text).toMatch(/note[\s\S]*Maya[\s\S]*elsewhere[\s\S]*Careful/i)
    expect(operator?.text).toMatch(/^\W*Maya\W+elsewhere[\s\S]*Hi$/i)
  })

  it('tells a draft of the AI’s from its answers, and says how to send it', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const answer = { from: 'ai', text: 'On Mondays.' } as const
    const draft = { from: 'ai', text: 'We ship on Tuesdays.\n\nSources:\n• Shipping', isDraft: true } as const
    const ids = await stage.bridge.send(threadId, { items: [draft] }, 'k1')
    await stage.bridge.send(threadId, { items: [answer] }, 'k2')
    await stage.bridge.send(threadId, { items: [draft, answer] }, 'k3')
    const [alone, sent, both] = (await readAfter(stage, threadId, before)).map(({ text }) => text)
    const [prefix] = stage.bridge.capabilities.commandPrefixes
    expect(alone).toMatch(/draft[\s\S]*not sent[\s\S]*Tuesdays[\s\S]*Sources[\s\S]*Shipping[\s\S]*send/i)
    expect(alone?.slice(alone.indexOf('Shipping'))).toContain(`${prefix}send`)
    expect(sent).not.toMatch(/draft|not sent/i)
    expect(both).toMatch(/draft[\s\S]*not sent[\s\S]*Tuesdays[\s\S]*AI[\s\S]*Mondays/i)
    await stage.bridge.remove(threadId, ids)
    expect(await readAfter(stage, threadId, before)).toHaveLength(2)
  })

  itUnless(whyNot('replies'))('answers a message, also one that is gone', async () => {
    const stage = await setStage()
    const threadId = await stage.open()
    const before = await stage.platform.read(threadId)
    const question = await stage.platform.write(threadId, 'question')
    await stage.bridge.send(threadId, { ...post('answer'), replyTo: question }, 'k1')
    await stage.platform.deleteMessage(question)
    await stage.bridge.send(threadId, { ...post('too late'), replyTo: question }, 'k2')
    const seen = await readAfter(stage, threadId, before)
    expect(seen.map(({ text }) => text)).toEqual(['answer', 'too late'])
    expect(seen[0]?.replyTo).toBe(question)
  })
}
