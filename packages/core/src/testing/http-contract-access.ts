import { expect, it } from 'vitest'
import { type Route, routes } from '../http/routes.ts'
import { FEED_KINDS, openSocket } from './http-contract-feeds.ts'
import { expectError, type Question } from './http-contract-request.ts'
import type { HttpStage, SetHttpStage, WhyNot } from './http-contract-stage.ts'
import { itUnless } from './it-unless.ts'

// What any page may ask: a conversation begins with its start, a customer's is found by a proof, files and settings are
// public.
const OPEN = ['POST /widget/sessions', 'POST /widget/sessions/resume', 'GET /widget/settings']

const NOT_OPEN = routes.filter(
  route => route.path.startsWith('/widget/') && !route.isFile && !OPEN.includes(nameOf(route)),
)

function nameOf({ method, path }: Route): string {
  return `${method} ${path}`
}

/** Who gets in, and who learns nothing. */
export function accessContract(setStage: SetHttpStage, whyNot: WhyNot): void {
  it('knows which routes are open', () => {
    expect(NOT_OPEN.map(nameOf)).toEqual([
      'POST /widget/commands',
      'GET /widget/stream',
      'GET /widget/poll',
      'GET /widget/messages',
    ])
  })

  it.each(NOT_OPEN.map(route => [nameOf(route), route] as const))('refuses %s', async (_name, route) => {
    const stage = await setStage()
    const answers = []
    for (const [what, question, query] of await wrongTokens(stage)) {
      const body = route.method === 'POST' ? { body: { type: 'close' } } : {}
      const answer = await stage.ask(route.method, `${route.path}${query ?? ''}`, { ...question, ...body })
      expect(`${what}: ${answer.status}`).toBe(`${what}: 401`)
      expectError(answer, 401, 'UNAUTHORIZED')
      const { date: _date, ...headers } = answer.headers
      answers.push({ headers, text: answer.text })
    }
    // Nobody can tell one reason from another.
    expect(new Set(answers.map(answer => JSON.stringify(answer))).size).toBe(1)
  })

  itUnless(whyNot('webSocket'))('refuses a WebSocket', async () => {
    const stage = await setStage()
    const said = new Set<string>()
    for (const [what, { token }] of await wrongTokens(stage)) {
      if (!token) continue
      const socket = openSocket(stage.baseUrl)
      socket.say({ type: 'hello', token, after: 0 })
      expect([what, await socket.ended]).toEqual([what, '4401'])
      said.add(JSON.stringify(socket.updates))
    }
    expect(said.size).toBe(1)
  })

  it.each(['edit', 'delete'])('cannot tell a message of others from none: %s', async type => {
    const stage = await setStage()
    const [owner, other, stranger] = [
      await stage.startVisitor('shop'),
      await stage.startVisitor('shop'),
      await stage.startVisitor('blog'),
    ]
    await stage.send(owner, 'msg_of_the_owner', 'Hello')
    const reply = await stage.pp.sendMessage(owner.id, { content: 'Hi' })
    await stage.command(owner, { type: 'event', id: 'evt_of_the_owner', name: 'cart' })
    const content = type === 'edit' ? { content: 'mine now' } : {}
    const texts = new Set<string>()
    const attempts = [
      ...[other, stranger].flatMap(visitor =>
        ['msg_of_the_owner', reply.id, 'msg_of_nobody'].map(id => [visitor, id] as const),
      ),
      // Nor are the team's words and events the visitor's own.
      [owner, reply.id] as const,
      [owner, 'evt_of_the_owner'] as const,
      [owner, 'msg_of_nobody'] as const,
    ]
    for (const [visitor, id] of attempts) {
      const answer = await stage.command(visitor, { type, id, ...content })
      expectError(answer, 404, 'MESSAGE_NOT_FOUND')
      texts.add(answer.text)
    }
    expect(texts.size).toBe(1)
    const { messages } = await stage.listen('stream', owner).first('changes')
    expect(messages?.map(message => message.content)).toEqual(['Hello', 'Hi'])
  })

  it('answers a message of others as if there were none', async () => {
    const stage = await setStage()
    const [owner, other] = [await stage.startVisitor('shop'), await stage.startVisitor('blog')]
    await stage.send(owner, 'msg_of_the_owner', 'Hello')
    const answers = []
    for (const replyTo of ['msg_of_the_owner', 'msg_of_nobody']) {
      const id = `msg_for_${replyTo}`
      const answer = await stage.command(other, { type: 'send', id, content: 'x', replyTo })
      const { id: _id, seq: _seq, order: _order, ...rest } = JSON.parse(answer.text).message
      answers.push(rest)
    }
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]).not.toHaveProperty('replyTo')
  })

  it('takes the same id in two conversations for two messages', async () => {
    const stage = await setStage()
    for (const visitor of [await stage.startVisitor('shop'), await stage.startVisitor('shop')]) {
      const answer = await stage.send(visitor, 'msg_00000001', `by ${visitor.id}`)
      expect(JSON.parse(answer.text).message).toMatchObject({
        sessionId: visitor.id,
        content: `by ${visitor.id}`,
      })
    }
  })

  it('renews a token with what is written, and lets it expire without', async () => {
    const stage = await setStage({ tokenDays: 10 })
    const visitor = await stage.startVisitor()
    for (let n = 0; n < 3; n += 1) {
      stage.clock.move(9 * 86_400_000)
      expect((await stage.send(visitor, `msg_0000000${n}`, 'still here')).status).toBe(200)
    }
    stage.clock.move(10 * 86_400_000)
    expectError(await stage.send(visitor, 'msg_00000009', 'too late'), 401, 'UNAUTHORIZED')
    const kinds = FEED_KINDS.filter(kind => kind !== 'socket' || whyNot('webSocket') === undefined)
    for (const kind of kinds)
      expect(await stage.listen(kind, visitor).ended).toBe(kind === 'socket' ? '4401' : '401')
  })
}

/** Every way to come without a right to. */
async function wrongTokens(stage: HttpStage): Promise<[what: string, question: Question, query?: string][]> {
  const revoked = await stage.startVisitor()
  await stage.pp.revokeToken(revoked.id)
  const forgotten = await stage.startVisitor()
  await stage.command(forgotten, { type: 'forget' })
  const expired = await stage.startVisitor()
  stage.clock.move(180 * 86_400_000)
  const { token, id } = await stage.startVisitor()
  const authorization = (value: string): Question => ({ headers: { authorization: value } })
  return [
    ['no token', {}],
    ['no token, but one in the query', {}, `?token=${token}&authorization=Bearer%20${token}`],
    ['an empty token', authorization('Bearer ')],
    ['another scheme', authorization(`Basic ${token}`)],
    ['no scheme', authorization(token)],
    ['two tokens', authorization(`Bearer ${token} ${token}`)],
    ['two headers in one', authorization(`Bearer ${token}, Bearer ${token}`)],
    ['garbage', { token: 'garbage' }],
    ['a session id', { token: id }],
    ['a hash of a revoked token', { token: ' ' }],
    ['a prototype', { token: '__proto__' }],
    ['a token that was never given', { token: `ppv_${'A'.repeat(43)}` }],
    ['a token cut short', { token: token.slice(0, -1) }],
    ['a token in capitals', { token: token.toUpperCase() }],
    ['a token with more behind it', { token: `${token}A` }],
    ['an expired token', { token: expired.token }],
    ['a revoked token', { token: revoked.token }],
    ['a token that was given back', { token: forgotten.token }],
  ]
}
