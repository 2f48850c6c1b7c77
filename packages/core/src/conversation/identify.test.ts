import { createHmac } from 'node:crypto'
import { SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { ProjectOptions } from '../options/project-options.ts'
import type { IdentityProof } from '../protocol/identity-proof.ts'
import type { Identity } from '../protocol/session.ts'
import type { StartResponse } from '../protocol/start.ts'
import { type EngineStage, setStage } from '../testing/engine-stage.ts'
import type { Answer, VisitorPage } from '../testing/visitor-page.ts'

const SECRET = 'a secret of the shop that is long enough'

async function begin(
  project: Partial<ProjectOptions> = {},
): Promise<{ stage: EngineStage; page: VisitorPage }> {
  const identity = { keys: [{ algorithm: 'HS256', secret: SECRET }] as const, hmacSecrets: [`${SECRET} too`] }
  const stage = await setStage({ options: { projects: [{ id: 'shop', identity, ...project }] } })
  return { stage, page: await stage.visit() }
}

function hashOf(customerId: string): IdentityProof {
  return { hash: createHmac('sha256', `${SECRET} too`).update(customerId).digest('hex') }
}

async function tokenOf(stage: EngineStage, claims: Record<string, unknown>): Promise<IdentityProof> {
  const now = Math.floor(stage.clock.now() / 1000)
  const token = await new SignJWT({ aud: 'shop', exp: now + 300, ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(SECRET))
  return { token }
}

/** Signatures are verified by other threads: only the answer tells that it is over. */
async function identify(page: VisitorPage, identity: Identity, proof?: IdentityProof): Promise<Answer> {
  const ref = page.send({ type: 'identify', identity, ...(proof ? { proof } : {}) })
  await expect.poll(() => page.answerTo(ref)).toBeDefined()
  return page.answerTo(ref)
}

async function resume(
  { process }: EngineStage,
  identity: Identity,
  proof: IdentityProof,
): Promise<{ status: number; body: StartResponse }> {
  const request = new Request('http://shop.example/widget/sessions/resume', {
    method: 'POST',
    body: JSON.stringify({ identity, proof }),
  })
  const response = await process.pp.fetch(request)
  return { status: response.status, body: (await response.json()) as StartResponse }
}

async function messagesOf({ process }: EngineStage, token: string): Promise<string[]> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await process.pp.fetch(new Request('http://shop.example/widget/messages', { headers }))
  const { messages = [] } = (await response.json()) as { messages?: { content: string }[] }
  return messages.map(({ content }) => content)
}

const refused = (code: string): unknown =>
  expect.objectContaining({ error: expect.objectContaining({ code }) })

describe('what a page says of its visitor', () => {
  it('labels the conversation, and is marked as proven only where it is', async () => {
    const { stage, page } = await begin()
    await identify(page, { name: 'Ada', email: 'ada@example.com', customerId: 'c-7' })
    const session = async (): Promise<unknown> => (await stage.process.pp.session(page.sessionId))?.identity
    expect(await session()).toEqual({ name: 'Ada', email: 'ada@example.com', customerId: 'c-7' })
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    expect(await session()).toMatchObject({ email: 'ada@example.com', verified: ['customerId'] })
    const proof = await tokenOf(stage, { sub: 'c-7', email: 'ada@shop.example' })
    await identify(page, { name: 'Countess' }, proof)
    expect(await session()).toEqual({
      name: 'Countess',
      email: 'ada@shop.example',
      customerId: 'c-7',
      verified: ['customerId', 'email'],
    })
  })

  it('is shown as unverified to operators until it is proven', async () => {
    const { stage, page } = await begin()
    await identify(page, { email: 'ada@example.com' })
    await page.say('hello')
    const info = async (): Promise<string> => {
      const thread = stage.platform.threadOf(page.sessionId)
      stage.platform.operator.write(thread?.id ?? '', '/info')
      await stage.rest()
      return JSON.stringify(stage.platform.threadOf(page.sessionId))
    }
    expect(await info()).toContain('ada@example.com (unverified)')
    await identify(page, {}, await tokenOf(stage, { sub: 'c-7', email: 'grace@example.com' }))
    const told = await info()
    expect(told).toContain('grace@example.com')
    expect(told).not.toContain('grace@example.com (unverified)')
  })

  it('cannot bring its own "verified", nor be sent with a proof that does not hold', async () => {
    const { page } = await begin()
    const forged = { name: 'Ada', verified: ['customerId'] } as Identity
    expect(await identify(page, forged)).toEqual(refused('BAD_REQUEST'))
    expect(await identify(page, { customerId: 'c-8' }, hashOf('c-7'))).toEqual(refused('IDENTITY_REFUSED'))
    expect(await identify(page, {}, { token: 'a.b.c' })).toEqual(refused('IDENTITY_REFUSED'))
  })

  it('is refused without a proof where one is required', async () => {
    const identity = { hmacSecrets: [`${SECRET} too`], requireVerified: true }
    const { stage, page } = await begin({ identity })
    expect(await identify(page, { name: 'Ada' })).toEqual(refused('IDENTITY_UNVERIFIED'))
    expect((await stage.process.pp.session(page.sessionId))?.identity).toBeUndefined()
    expect(await identify(page, { customerId: 'c-7', name: 'Ada' }, hashOf('c-7'))).toMatchObject({
      type: 'ack',
    })
  })

  it('changes a verified identity only with a proof, and never to another customer', async () => {
    const { stage, page } = await begin()
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    expect(await identify(page, { name: 'Mallory' })).toEqual(refused('IDENTITY_UNVERIFIED'))
    expect(await identify(page, { customerId: 'c-8' }, hashOf('c-8'))).toEqual(refused('IDENTITY_MISMATCH'))
    expect((await stage.process.pp.session(page.sessionId))?.identity).toMatchObject({ customerId: 'c-7' })
  })
})

describe('another device of the same customer', () => {
  it('gets the conversation by a proof, and both go on side by side', async () => {
    const { stage, page } = await begin()
    await page.say('where is my order?')
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    const { status, body } = await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))
    expect(status).toBe(200)
    expect(body.session.id).toBe(page.sessionId)
    expect(body.token).not.toBe(page.token)
    expect(await messagesOf(stage, body.token)).toEqual(['where is my order?'])
    expect(await messagesOf(stage, page.token)).toEqual(['where is my order?'])
  })

  it('gets nothing by an e-mail address, a name, a typed id, or a proof of somebody else', async () => {
    const { stage, page } = await begin()
    await identify(page, { customerId: 'c-7', email: 'ada@example.com' })
    expect(await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))).toEqual({ status: 200, body: {} })
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    const byMail = await tokenOf(stage, { sub: 'c-9', email: 'ada@example.com' })
    expect(await resume(stage, { email: 'ada@example.com' }, byMail)).toEqual({ status: 200, body: {} })
    expect(await resume(stage, { customerId: 'c-7' }, hashOf('c-9'))).toMatchObject({ status: 403 })
    expect(await stage.process.pp.sessions()).toMatchObject({ sessions: [{ id: page.sessionId }] })
  })

  it('ends alone: what one forgets goes on opening on the other', async () => {
    const { stage, page } = await begin()
    await page.say('hello')
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    const { body } = await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))
    await page.do({ type: 'forget' })
    expect(page.closedWith).toBe(4401)
    expect(await messagesOf(stage, page.token)).toEqual([])
    expect(await messagesOf(stage, body.token)).toEqual(['hello'])
    await stage.process.pp.revokeToken(page.sessionId)
    expect(await messagesOf(stage, body.token)).toEqual([])
    expect(await stage.storage.listValues('device:')).toEqual([])
  })

  it('keeps to twenty devices; the oldest comes again with its proof', async () => {
    const { stage, page } = await begin()
    await page.say('hello')
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    const tokens: string[] = []
    for (let device = 0; device < 22; device += 1)
      tokens.push((await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))).body.token)
    const opened = await Promise.all(tokens.map(token => messagesOf(stage, token)))
    expect(opened.map(texts => texts.length)).toEqual([0, 0, ...Array<number>(20).fill(1)])
    expect(await stage.storage.listValues('device:')).toHaveLength(20)
  })

  it('does not find what the customer wrote elsewhere before it was known who they are', async () => {
    const { stage, page } = await begin()
    await page.say('first')
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    const second = await stage.visit()
    await second.say('as a stranger')
    await identify(second, { customerId: 'c-7' }, hashOf('c-7'))
    expect(second.texts()).toEqual(['as a stranger'])
    const { body } = await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))
    expect(body.session.id).toBe(page.sessionId)
  })
})

describe('what the host’s own server says of a visitor', () => {
  it('is proven, and brings the conversation to the customer’s other devices', async () => {
    const { stage, page } = await begin()
    await page.say('hello')
    const session = await stage.process.pp.identify(page.sessionId, {
      customerId: 'c-7',
      email: 'a@b.example',
    })
    expect(session.identity).toEqual({
      customerId: 'c-7',
      email: 'a@b.example',
      verified: ['customerId', 'email'],
    })
    expect((await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))).body.session.id).toBe(page.sessionId)
    const another = stage.process.pp.identify(page.sessionId, { customerId: 'c-8' })
    await expect(another).rejects.toMatchObject({ code: 'IDENTITY_MISMATCH' })
  })
})

describe('the conversation of a customer', () => {
  it('that is too old to be found again gives way to a new one', async () => {
    const { stage, page } = await begin()
    await identify(page, { customerId: 'c-7' }, hashOf('c-7'))
    stage.clock.move(181 * 86_400_000)
    expect(await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))).toEqual({ status: 200, body: {} })
    const anew = await stage.visit()
    await identify(anew, { customerId: 'c-7' }, hashOf('c-7'))
    expect((await resume(stage, { customerId: 'c-7' }, hashOf('c-7'))).body.session.id).toBe(anew.sessionId)
  })

  it.each(['', ' ', 'undefined', 'null', 'NaN', '[object Object]', 'a\r\nb', 'x\u0007'])(
    'is nobody’s where the id is %j',
    async customerId => {
      const { stage, page } = await begin()
      expect(await identify(page, { customerId }, hashOf(customerId))).toEqual(refused('IDENTITY_REFUSED'))
      const byHost = stage.process.pp.identify(page.sessionId, { customerId })
      await expect(byHost).rejects.toMatchObject({ code: 'BAD_REQUEST' })
      expect((await stage.process.pp.session(page.sessionId))?.identity).toBeUndefined()
    },
  )
})
