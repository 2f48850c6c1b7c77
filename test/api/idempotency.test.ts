import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Engine, KEY, openEngine, temporaryFile } from './shared-file.ts'

const DYING = fileURLToPath(new URL('dying-engine.ts', import.meta.url))

const fetch = async ({ url }: { url: string }) => ({ status: 204, headers: {}, url, body: new Uint8Array() })

async function startSession({ ask }: Engine): Promise<string> {
  const { body } = await ask('POST', '/widget/sessions', {})
  return (body.session as { id: string }).id
}

/** Calls that must not be done twice, and what tells how often they were. */
const CALLS: [
  what: string,
  path: (id: string) => string,
  body: object,
  count: (engine: Engine, id: string) => Promise<number>,
][] = [
  [
    'a message',
    id => `/sessions/${id}/messages`,
    { content: 'Once' },
    async ({ pp }, id) => (await pp.messages(id)).messages.filter(({ content }) => content === 'Once').length,
  ],
  [
    'closing',
    id => `/sessions/${id}/close`,
    {},
    async ({ pp }, id) =>
      (await pp.messages(id)).messages.filter(({ code }) => code === 'session.closed').length,
  ],
  [
    'a webhook',
    () => '/webhooks',
    { url: 'https://hooks.example/', events: ['message.created'] },
    async ({ pp }) => (await pp.webhooks()).webhooks.length,
  ],
]

describe.each(CALLS)('with one key, %s', (_what, path, body, count) => {
  it('is done once by two engines on one file that are asked at once', async () => {
    const file = temporaryFile()
    const engines = [await openEngine(file, { fetch }), await openEngine(file, { fetch })]
    const id = await startSession(engines[0]!)
    for (let round = 1; round <= 5; round += 1) {
      const headers = { 'idempotency-key': `round ${round}` }
      const answers = await Promise.all(
        Array.from({ length: 6 }, (_, n) => engines[n % 2]!.ask('POST', path(id), body, headers)),
      )
      expect(answers.map(({ status }) => status).every(status => status < 300)).toBe(true)
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      // What is closed is closed.
      expect(await count(engines[0]!, id)).toBe(path(id).endsWith('close') ? 1 : round)
    }
  })

  it.each(['before', 'after'])('is done once although the first engine died %s it was stored', async when => {
    const file = temporaryFile()
    const engine = await openEngine(file, { fetch })
    const id = await startSession(engine)
    const child = spawn(process.execPath, [DYING, file, when, path(id), 'a key', JSON.stringify(body), KEY])
    const [, signal] = await once(child, 'exit')
    expect(signal).toBe('SIGKILL')
    expect(await count(engine, id)).toBe(when === 'after' ? 1 : 0)
    const headers = { 'idempotency-key': 'a key' }
    const [one, two] = [
      await engine.ask('POST', path(id), body, headers),
      await engine.ask('POST', path(id), body, headers),
    ]
    expect(one.status).toBeLessThan(300)
    expect(two.text).toBe(one.text)
    expect(await count(engine, id)).toBe(1)
  })
})
