import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../protocol/json.ts'
import type { Identity, SessionIdentity } from '../protocol/session.ts'
import { manualClock } from '../testing/manual-clock.ts'
import type { IdentityKey, IdentityOptions } from './identity-keys.ts'
import { createIdentityVerifier } from './identity-proof.ts'

const clock = manualClock()
const project = { id: 'shop', publicKey: 'pk_live_shop' }
const secret = 'a secret of the host, of thirty-two bytes'
const hmacSecret = 'another secret of the host, as long as it'
const keys: IdentityKey[] = [{ algorithm: 'HS256', secret }]

function sign(claims: JsonObject): Promise<string> {
  return new SignJWT({ sub: 'customer-42', ...claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setAudience('shop')
    .setExpirationTime(clock.now() / 1000 + 300)
    .sign(new TextEncoder().encode(secret))
}

async function hashOf(customerId: string, withSecret = hmacSecret): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(withSecret), algorithm, false, ['sign'])
  return Buffer.from(await crypto.subtle.sign('HMAC', key, bytes(customerId))).toString('hex')
}

/** Verifies an identity that comes with a token of these claims. */
async function withToken(claims: JsonObject, identity: Identity = {}): Promise<SessionIdentity> {
  return createIdentityVerifier({ keys }, project, clock).verify(identity, { token: await sign(claims) })
}

async function withHash(
  identity: Identity,
  hash: string,
  options: IdentityOptions = { hmacSecrets: [hmacSecret] },
): Promise<SessionIdentity> {
  return createIdentityVerifier(options, project, clock).verify(identity, { hash })
}

function refused(message: string): object {
  return { code: 'IDENTITY_REFUSED', status: 403, message: expect.stringContaining(message) }
}

describe('an identity without a proof', () => {
  const identity: Identity = { customerId: 'customer-42', email: 'ada@shop.example', name: 'Ada' }

  it('is what the page says, and nothing of it is verified', async () => {
    for (const options of [{}, { keys }, { hmacSecrets: [hmacSecret], requireVerified: false }])
      expect(await createIdentityVerifier(options, project, clock).verify(identity, undefined)).toEqual(
        identity,
      )
  })

  it('cannot bring a mark of its own', async () => {
    const marked: SessionIdentity = { ...identity, verified: ['customerId'] }
    const verifier = createIdentityVerifier({ keys }, project, clock)
    expect(await verifier.verify(marked, undefined)).toEqual(identity)
    expect(await verifier.verify(marked, { token: await sign({ name: 'Ada' }) })).toEqual({
      ...identity,
      verified: ['customerId', 'name'],
    })
  })

  it('is refused where the project takes none', async () => {
    const verifier = createIdentityVerifier({ keys, requireVerified: true }, project, clock)
    for (const said of [identity, {}])
      await expect(verifier.verify(said, undefined)).rejects.toMatchObject({
        code: 'IDENTITY_UNVERIFIED',
        status: 403,
      })
    expect(await verifier.verify(identity, { token: await sign({}) })).toMatchObject({
      verified: ['customerId'],
    })
  })
})

describe('a token', () => {
  it('verifies what it says, named in one order', async () => {
    const metadata = { plan: 'pro', seats: 5, tags: ['a', { b: null }] }
    const claims = { metadata, name: 'Ada', email: 'ada@shop.example', role: 'admin' }
    expect(await withToken(claims)).toEqual({
      customerId: 'customer-42',
      email: 'ada@shop.example',
      name: 'Ada',
      metadata,
      verified: ['customerId', 'email', 'name', 'metadata'],
    })
  })

  it('wins over what stands beside it, which stays unverified where the token is silent', async () => {
    const beside = { email: 'eve@evil.example', name: 'Eve', metadata: { plan: 'free' } }
    expect(await withToken({ email: 'ada@shop.example' }, beside)).toEqual({
      customerId: 'customer-42',
      email: 'ada@shop.example',
      name: 'Eve',
      metadata: { plan: 'free' },
      verified: ['customerId', 'email'],
    })
  })

  it('is of the customer beside it, or refused', async () => {
    expect(await withToken({}, { customerId: 'customer-42' })).toMatchObject({ verified: ['customerId'] })
    for (const customerId of ['customer-43', '', 'Customer-42'])
      await expect(withToken({}, { customerId })).rejects.toMatchObject(refused('names as "sub"'))
  })

  it('has claims of the right type and size, or is refused with the name of the one that has not', async () => {
    const wrong: [string, JsonObject[string]][] = [
      ['sub', 42],
      ['sub', null],
      ['sub', 'x'.repeat(201)],
      ['email', null],
      ['email', `${'x'.repeat(250)}@shop.example`],
      ['name', ['Ada']],
      ['name', 'x'.repeat(201)],
      ['metadata', 'pro'],
      ['metadata', ['pro']],
      ['metadata', { ['x'.repeat(101)]: 1 }],
    ]
    for (const [claim, value] of wrong)
      await expect(withToken({ [claim]: value })).rejects.toMatchObject(
        refused(`its claim "${claim}" is not`),
      )
    expect(await withToken({ sub: 'x'.repeat(200) })).toMatchObject({ customerId: 'x'.repeat(200) })
  })

  it('is refused with a subject that would be stored as another one', async () => {
    for (const sub of ['', 'customer-\u000042', 'customer-42\r\n', 'customer-\ud800'])
      await expect(withToken({ sub })).rejects.toMatchObject(refused('"sub"'))
  })

  it('is refused where it is nested to break whoever walks it', async () => {
    let nested: Json = []
    for (let depth = 0; depth < 2900; depth += 1) nested = [nested]
    await expect(withToken({ metadata: { nested } })).rejects.toMatchObject(refused('nested too deeply'))
  })

  it('repeats nothing of itself when it is refused', async () => {
    const token = await sign({ email: 'ada@shop.example', name: 7, metadata: { private: true } })
    const verifier = createIdentityVerifier({ keys }, project, clock)
    const error: Error = await verifier.verify({}, { token }).then(
      () => expect.unreachable(),
      (reason: Error) => reason,
    )
    expect(error.cause).toBeUndefined()
    for (const part of [...token.split('.'), secret, 'ada@', 'private', 'customer-42'])
      expect(error.message).not.toContain(part)
  })

  it('needs a key of the project', async () => {
    const verifier = createIdentityVerifier({ hmacSecrets: [secret] }, project, clock)
    const given = verifier.verify({}, { token: await sign({}) })
    await expect(given).rejects.toMatchObject(refused('set identity.keys'))
  })

  it('waits for keys that can be read', async () => {
    const jwk = await exportJWK((await generateKeyPair('ES256')).publicKey)
    const broken: IdentityKey = { algorithm: 'ES256', publicKey: { ...jwk, x: jwk.y ?? '' } }
    const verifier = createIdentityVerifier({ keys: [...keys, broken] }, project, clock)
    for (let time = 0; time < 2; time += 1)
      await expect(verifier.verify({}, { token: await sign({}) })).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
        message: expect.stringContaining('identity.keys.1:'),
      })
    expect(await verifier.verify({ name: 'Ada' }, undefined)).toEqual({ name: 'Ada' })
  })
})

describe('a hash', () => {
  const identity: Identity = { customerId: 'customer-42', email: 'ada@shop.example' }

  it('verifies the customerId and nothing else', async () => {
    const hash = await hashOf('customer-42')
    const known = { ...identity, verified: ['customerId'] }
    expect(await withHash(identity, hash)).toEqual(known)
    expect(await withHash(identity, hash.toUpperCase())).toEqual(known)
    expect(await withHash({ customerId: 'Zoë 🦊' }, await hashOf('Zoë 🦊'))).toMatchObject({
      verified: ['customerId'],
    })
  })

  it('may be made with any of the secrets, while one replaces another', async () => {
    const options = { hmacSecrets: [secret, hmacSecret] }
    for (const one of options.hmacSecrets)
      expect(await withHash(identity, await hashOf('customer-42', one), options)).toMatchObject(identity)
  })

  it('is refused for another customer, of another secret, and where a digit differs', async () => {
    const hash = await hashOf('customer-42')
    const message = 'is not the HMAC-SHA256 of the customerId'
    await expect(withHash({ customerId: 'customer-43' }, hash)).rejects.toMatchObject(refused(message))
    await expect(withHash(identity, await hashOf('customer-42', secret))).rejects.toMatchObject(
      refused(message),
    )
    for (const [index, digit] of [...hash].entries()) {
      const changed = hash.slice(0, index) + (digit === '0' ? '1' : '0') + hash.slice(index + 1)
      await expect(withHash(identity, changed)).rejects.toMatchObject(refused(message))
    }
  })

  it('is refused where it is none', async () => {
    const hash = await hashOf('customer-42')
    for (const garbage of ['', hash.slice(2), `${hash}00`, `0x${hash.slice(2)}`, 'z'.repeat(64)])
      await expect(withHash(identity, garbage)).rejects.toMatchObject(refused('64 hex digits'))
  })

  it('needs the customerId that it is of, as it will be stored', async () => {
    const message = 'needs the customerId'
    await expect(withHash({ email: 'ada@shop.example' }, await hashOf(''))).rejects.toMatchObject(
      refused(message),
    )
    for (const customerId of ['', 'customer-42\u0000', '\ud800'])
      await expect(withHash({ customerId }, await hashOf(customerId))).rejects.toMatchObject(refused(message))
  })

  it('needs a secret of the project', async () => {
    const given = withHash(identity, await hashOf('customer-42', secret), { keys })
    await expect(given).rejects.toMatchObject(refused('set identity.hmacSecrets'))
  })
})
