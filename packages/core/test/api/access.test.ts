import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { routes } from '../../src/http/routes.ts'
import type { PocketPingOptions } from '../../src/options/options.ts'
import type { ProjectOptions } from '../../src/options/project-options.ts'
import { type Answer, ask } from '../../src/testing/http-contract-request.ts'
import { type ApiStage, KEYS, setApiStage, tidyUp } from './api-stage.ts'
import { described } from './described.ts'
import { type Furniture, fill, furnish } from './furnish.ts'
import { snapshot } from './snapshot.ts'

tidyUp()

const REVOKED = 'sk_test_of_the_shop_0000'
const GUARDED = described.filter(({ isOpen }) => !isOpen)

/** Two furnished websites whose projects are looked up, and one of whose keys was revoked. */
async function setScene(): Promise<{ stage: ApiStage; shop: Furniture; blog: Furniture; wrong: string[] }> {
  const found: ProjectOptions[] = [
    { id: 'shop', publicKey: 'pk_shop', secretKeys: [KEYS.shop, REVOKED] },
    { id: 'blog', secretKeys: [KEYS.blog] },
  ]
  const projects: PocketPingOptions['projects'] = key =>
    found.find(({ id, publicKey, secretKeys }) => [id, publicKey, ...(secretKeys ?? [])].includes(key))
  const stage = await setApiStage({ projects })
  const [shop, blog] = [await furnish(stage, 'shop'), await furnish(stage, 'blog')]
  // It opened what it should before it was taken back.
  await stage.get('GET', `/sessions/${shop.sessionId}`, { token: REVOKED })
  found[0] = { ...found[0], id: 'shop', secretKeys: [KEYS.shop] }
  stage.pp.invalidateProject('shop')
  // What the platform is told of all this is none of what is compared.
  await expect.poll(async () => (await stage.storage.countJobs()).map(({ kind }) => kind)).toEqual([])
  const wrong = ['', 'garbage', REVOKED, shop.token, 'shop', 'pk_shop', shop.sessionId, KEYS.shop.slice(1)]
  const forms = [
    KEYS.shop.toUpperCase(),
    `${KEYS.shop}x`,
    'x'.repeat(201),
    '__proto__',
    `${KEYS.shop},${KEYS.shop}`,
  ]
  return { stage, shop, blog, wrong: [...wrong, ...forms] }
}

/** All that an answer tells, but for the time and an id of what is logged. */
function told({ status, headers: { date: _, ...headers }, text }: Answer): object {
  return { status, headers, text }
}

describe('a call', () => {
  it.each(GUARDED.map(one => [one.name, one] as const))('%s is for those with a key', async (_name, one) => {
    const { stage, shop, wrong } = await setScene()
    const before = await snapshot(stage.storage)
    const answers = new Set<string>()
    for (const token of wrong)
      for (const ids of [shop, {}])
        for (const body of one.body ? [one.body, { surprise: 1 }] : [undefined]) {
          const question = { token, ...(body ? { body } : {}) }
          answers.add(JSON.stringify(told(await stage.ask(one.method, fill(one.path, ids), question))))
        }
    // A key elsewhere than in its header is none, whatever it opens.
    const { baseUrl } = stage
    const path = `${baseUrl}${fill(one.path, shop)}`
    for (const [query, headers] of [
      [`?key=${KEYS.shop}&apiKey=${KEYS.shop}&token=${KEYS.shop}`, {}],
      ['', { 'x-api-key': KEYS.shop }],
      ['', { cookie: `authorization=Bearer ${KEYS.shop}` }],
      ['', { authorization: `Basic ${KEYS.shop}` }],
      ['', { authorization: KEYS.shop }],
    ] as const)
      answers.add(JSON.stringify(told(await ask(path + query, one.method, { headers: { ...headers } }))))
    expect(answers.size).toBe(1)
    expect([...answers][0]).toContain('UNAUTHORIZED')
    expect(await snapshot(stage.storage)).toBe(before)
    expect(stage.called).toEqual([])
  })

  const ofOthers = GUARDED.filter(({ path }) => path.includes('{'))

  it.each(ofOthers.map(one => [one.name, one] as const))(
    '%s cannot tell what is another project’s from what is not there',
    async (_name, one) => {
      const { stage, shop } = await setScene()
      const before = await snapshot(stage.storage)
      const nowhere = {
        sessionId: 'sess_none',
        messageId: 'msg_none',
        webhookId: 'whk_none',
        visitorId: 'vis_none',
      }
      const answers = new Set<string>()
      for (const ids of [
        shop,
        { ...nowhere, messageId: shop.messageId },
        { ...shop, messageId: 'msg_none' },
        nowhere,
      ])
        for (const headers of [{}, { 'idempotency-key': crypto.randomUUID() }]) {
          const question = { token: KEYS.blog, headers, ...(one.body ? { body: one.body } : {}) }
          answers.add(JSON.stringify(told(await stage.ask(one.method, fill(one.path, ids), question))))
        }
      expect(answers.size).toBe(1)
      expect(JSON.parse([...answers][0]!).status).toBe(404)
      expect(await snapshot(stage.storage)).toBe(before)
      expect(stage.called).toEqual([])
    },
  )

  it.each(['sessions', 'webhooks', 'createWebhook', 'eraseVisitor', 'exportVisitor'] as const)(
    '%s cannot tell another project from none',
    async name => {
      const { stage, shop } = await setScene()
      const one = described.find(other => other.name === name)!
      const before = await snapshot(stage.storage)
      const answers = new Set<string>()
      for (const projectId of ['shop', 'none', 'pk_shop']) {
        const query = one.body ? '' : `?projectId=${projectId}`
        const question = { token: KEYS.blog, ...(one.body ? { body: { ...one.body, projectId } } : {}) }
        answers.add(JSON.stringify(told(await stage.ask(one.method, fill(one.path, shop) + query, question))))
      }
      expect(answers.size).toBe(1)
      expect([...answers][0]).toContain('PROJECT_NOT_FOUND')
      expect(await snapshot(stage.storage)).toBe(before)
    },
  )

  it('lists what is of the key’s project, and nothing else', async () => {
    const { stage, shop, blog } = await setScene()
    for (const [token, own] of [
      [KEYS.shop, shop],
      [KEYS.blog, blog],
    ] as const) {
      const { sessions } = await stage.get<{ sessions: { id: string }[] }>('GET', '/sessions', { token })
      expect(sessions.map(({ id }) => id)).toEqual([own.sessionId])
      const { webhooks } = await stage.get<{ webhooks: { id: string }[] }>('GET', '/webhooks', { token })
      expect(webhooks.map(({ id }) => id)).toEqual([own.webhookId])
    }
  })

  it('answers a message of another session as if there were none', async () => {
    const { stage, blog, shop } = await setScene()
    const { token: _, session } = await stage.visit('shop')
    for (const messageId of [shop.messageId, blog.messageId, 'msg_none']) {
      const path = `/sessions/${session.id}/messages`
      const answers = [
        await stage.ask('PATCH', `${path}/${messageId}`, { body: { content: 'mine now' } }),
        await stage.ask('DELETE', `${path}/${messageId}`),
        await stage.ask('GET', `${path}?after=${messageId}`),
        await stage.ask('POST', path, { body: { content: 'x', replyTo: messageId } }),
      ]
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404])
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
    }
  })
})

describe('a secret key', () => {
  it.each(routes.filter(({ path, isFile }) => path.startsWith('/widget/') && !isFile))(
    'is no visitor’s token: $method $path',
    async ({ method, path }) => {
      const { stage } = await setScene()
      const isOpen = ['/widget/sessions', '/widget/sessions/resume', '/widget/settings'].includes(path)
      const before = await snapshot(stage.storage)
      const question = method === 'POST' ? { body: { type: 'close' } } : {}
      for (const token of [KEYS.shop, KEYS.blog, REVOKED]) {
        const { status } = await stage.ask(method, path, { token, ...question })
        expect(isOpen ? 400 : 401).toBe(status)
      }
      expect(await snapshot(stage.storage)).toBe(before)
    },
  )

  it('opens no visitor’s WebSocket', async () => {
    const { stage, shop } = await setScene()
    const said = []
    for (const token of [KEYS.shop, shop.sessionId, 'garbage'])
      said.push(await firstWords(stage, '/widget/socket', { type: 'hello', token, after: 0 }))
    expect(new Set(said).size).toBe(1)
    expect(said[0]).toContain('4401')
  })

  it('is needed on the WebSocket of servers', async () => {
    const { stage, wrong } = await setScene()
    const before = await snapshot(stage.storage)
    const said = []
    for (const apiKey of wrong.filter(key => key !== '' && key.length <= 200))
      said.push(await firstWords(stage, '/ws', { type: 'auth', apiKey }))
    expect(new Set(said).size).toBe(1)
    expect(said[0]).toContain('UNAUTHORIZED')
    expect(said[0]).toContain('4401')
    expect(await snapshot(stage.storage)).toBe(before)
  })

  it('reaches no session of another project over a WebSocket', async () => {
    const { stage, shop } = await setScene()
    const before = await snapshot(stage.storage)
    for (const command of [{ type: 'send', content: 'mine now' }, { type: 'typing' }, { type: 'close' }]) {
      const said = []
      for (const sessionId of [shop.sessionId, 'sess_none'])
        said.push(await answerTo(stage, { ...command, ref: 'one', sessionId }))
      expect(said[0]).toContain('SESSION_NOT_FOUND')
      expect(said[1]).toBe(said[0])
    }
    expect(await snapshot(stage.storage)).toBe(before)
  })

  it('is needed for events', async () => {
    const { stage, wrong } = await setScene()
    const answers = new Set<string>()
    for (const token of wrong) answers.add(JSON.stringify(told(await stage.ask('GET', '/events', { token }))))
    expect(answers.size).toBe(1)
    expect([...answers][0]).toContain('UNAUTHORIZED')
  })

  it('works on while somebody at its address guesses, who is told to slow down', async () => {
    const stage = await setApiStage({ limits: { address: { burst: 3, perSecond: 0.5 } } })
    const statuses = []
    for (let n = 0; n < 5; n += 1)
      statuses.push((await stage.ask('GET', '/sessions', { token: `guess ${n}` })).status)
    expect(statuses).toEqual([401, 401, 401, 429, 429])
    const refused = await stage.ask('GET', '/sessions', { token: 'guess' })
    expect(refused.headers['retry-after']).toBe('2')
    for (let n = 0; n < 20; n += 1) expect((await stage.ask('GET', '/sessions')).status).toBe(200)
    stage.clock.move(2000)
    expect((await stage.ask('GET', '/sessions', { token: 'guess' })).status).toBe(401)
  })

  it('is limited by itself where that is asked for', async () => {
    const stage = await setApiStage({ limits: { key: { burst: 2, perSecond: 1 } } })
    const statuses = []
    for (const token of [KEYS.shop, KEYS.shop, KEYS.shop, KEYS.blog])
      statuses.push((await stage.ask('GET', '/sessions', { token })).status)
    expect(statuses).toEqual([200, 200, 429, 200])
  })

  it('is not limited unless that is asked for', async () => {
    const stage = await setApiStage({ limits: {} })
    for (let n = 0; n < 300; n += 1) expect((await stage.ask('GET', '/sessions')).status).toBe(200)
  })
})

/** What a server with the key of the blog is told in answer to a command. */
function answerTo({ baseUrl }: ApiStage, command: object): Promise<string> {
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/ws`)
  socket.on('open', () => socket.send(JSON.stringify({ type: 'auth', apiKey: KEYS.blog })))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', data => {
      const text = String(data)
      if (text.includes('"authenticated"')) return socket.send(JSON.stringify(command))
      socket.close()
      resolve(text)
    })
  })
}

/** What a socket is told in answer to its first frame, and how it ends. */
function firstWords({ baseUrl }: ApiStage, path: string, frame: object): Promise<string> {
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}${path}`)
  const said: string[] = []
  socket.on('open', () => socket.send(JSON.stringify(frame)))
  socket.on('message', data => said.push(String(data)))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('close', (code, reason) => resolve(JSON.stringify([...said, code, String(reason)])))
  })
}
