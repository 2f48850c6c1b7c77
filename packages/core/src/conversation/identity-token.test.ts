import fc from 'fast-check'
import { base64url, CompactSign, exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, it } from 'vitest'
import type { SessionIdentity } from '../protocol/session.ts'
import { manualClock } from '../testing/manual-clock.ts'
import type { IdentityKey } from './identity-keys.ts'
import { createIdentityVerifier } from './identity-proof.ts'

const clock = manualClock()
const now = clock.now() / 1000
const project = { id: 'shop', publicKey: 'pk_live_shop' }
const claims = { sub: 'customer-42', aud: 'shop', exp: now + 300 }

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const secret = 'a secret of the host, of thirty-two bytes'
const older = 'another secret of the host, as long as it'
const hs256: IdentityKey = { algorithm: 'HS256', secret }

const pair = await generateKeyPair('ES256', { extractable: true })
const stranger = await generateKeyPair('ES256', { extractable: true })
const pem = await exportSPKI(pair.publicKey)
const es256: IdentityKey = { algorithm: 'ES256', publicKey: pem }

type SigningKey = string | typeof pair.privateKey

/** Signs any text under any header, as nobody's library would. */
async function forge(header: object, payload: string, key: SigningKey = secret): Promise<string> {
  const alg = typeof key === 'string' ? 'HS256' : 'ES256'
  const protectedHeader = { alg, ...header }
  const signed = new CompactSign(bytes(payload)).setProtectedHeader(protectedHeader)
  return signed.sign(typeof key === 'string' ? bytes(key) : key)
}

function sign(payload: object = claims, key: SigningKey = secret, header = {}): Promise<string> {
  return forge(header, JSON.stringify(payload), key)
}

/** A token whose header no library would write, with the signature that belongs to it. */
async function signRaw(header: string, payload: string): Promise<string> {
  const input = `${base64url.encode(header)}.${base64url.encode(payload)}`
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const key = await crypto.subtle.importKey('raw', bytes(secret).slice(), algorithm, false, ['sign'])
  const signature = await crypto.subtle.sign('HMAC', key, bytes(input).slice())
  return `${input}.${base64url.encode(new Uint8Array(signature))}`
}

async function read(
  token: string,
  keys: IdentityKey[] = [hs256],
  at: number = now,
): Promise<SessionIdentity> {
  const verifier = createIdentityVerifier({ keys }, project, { now: () => at * 1000 })
  return verifier.verify({}, { token })
}

/** Expects the refusal, and that it repeats nothing of what the token holds. */
async function expectRefusal(token: string, reason: string, keys = [hs256], at = now): Promise<void> {
  const message = `The identity token is refused: ${reason}.`
  await expect(read(token, keys, at)).rejects.toMatchObject({
    code: 'IDENTITY_REFUSED',
    status: 403,
    message,
  })
}

const UNSIGNED = 'none of the keys of the project signed it'
const customer = { customerId: 'customer-42', verified: ['customerId'] }

describe('a token', () => {
  it('proves its subject, signed by a secret or by a key pair, as PEM or as JWK', async () => {
    const jwk: IdentityKey = { algorithm: 'ES256', publicKey: await exportJWK(pair.publicKey) }
    expect(await read(await sign())).toEqual(customer)
    expect(await read(await sign(claims, pair.privateKey), [es256])).toEqual(customer)
    expect(await read(await sign(claims, pair.privateKey), [jwk])).toEqual(customer)
  })

  it('is refused without a signature, with a wrong one, and with one of somebody else', async () => {
    const [header, payload] = (await sign()).split('.')
    const none = new UnsecuredJWT({ ...claims }).encode()
    await expectRefusal(none, 'it is no compact JWS')
    await expectRefusal(`${header}.${payload}.`, 'it is no compact JWS')
    await expectRefusal(`${none}AAAA`, 'its algorithm is not HS256, for which the project has keys')
    await expectRefusal(`${header}.${payload}.${'A'.repeat(43)}`, UNSIGNED)
    await expectRefusal(await sign(claims, older), UNSIGNED)
    await expectRefusal(await sign(claims, stranger.privateKey), UNSIGNED, [es256])
  })

  it('does not choose the algorithm: the text of a public key is no secret', async () => {
    const jwk = await exportJWK(pair.publicKey)
    const reason = 'its algorithm is not ES256, for which the project has keys'
    for (const text of [pem, pem.trim(), JSON.stringify(jwk)])
      await expectRefusal(await sign(claims, text), reason, [es256])
    // With keys of both sorts, it is the secret that is compared, never the public key.
    await expectRefusal(await sign(claims, pem), UNSIGNED, [es256, hs256])
    for (const alg of ['HS512', 'RS256', 'es256', 'ES384', 'none', 'toString', '', null, 17, ['ES256']])
      await expectRefusal(await signRaw(JSON.stringify({ alg }), JSON.stringify(claims)), reason, [es256])
  })

  it('brings no key of its own', async () => {
    const jwk = await exportJWK(stranger.publicKey)
    const away = 'https://attacker.example/key'
    for (const header of [{ jwk }, { jku: away }, { x5u: away }, { x5c: ['MIIB'] }])
      await expectRefusal(await sign(claims, stranger.privateKey, header), UNSIGNED, [es256])
    // Where the right key signed it, what else the header says does not matter.
    expect(await read(await sign(claims, pair.privateKey, { jwk, typ: 'JWT' }), [es256])).toEqual(customer)
  })

  it('is refused with extensions, which change what was signed', async () => {
    const reason = 'it needs extensions, such as crit or b64'
    const payload = JSON.stringify(claims)
    const headers = [{ crit: ['b64'], b64: false }, { b64: false }, { crit: [] }, { crit: ['exp'], exp: 1 }]
    for (const header of [...headers, { crit: null }])
      await expectRefusal(await signRaw(JSON.stringify({ alg: 'HS256', ...header }), payload), reason)
  })
})

describe('the kid of a token', () => {
  const one: IdentityKey = { ...hs256, kid: 'one' }
  const two: IdentityKey = { algorithm: 'HS256', secret: older, kid: 'two' }

  it('chooses the key', async () => {
    for (const [kid, key] of [['one', secret] as const, ['two', older] as const])
      expect(await read(await sign(claims, key, { kid }), [one, two])).toEqual(customer)
    await expectRefusal(await sign(claims, secret, { kid: 'two' }), UNSIGNED, [one, two])
  })

  it('is refused where no key has it', async () => {
    const reason = 'its kid names none of the keys of the project'
    for (const kid of ['three', '', '__proto__', 'ONE'])
      await expectRefusal(await sign(claims, secret, { kid }), reason, [one, two])
    const token = await signRaw('{"alg":"HS256","kid":["one"]}', JSON.stringify(claims))
    await expectRefusal(token, 'its kid is no text', [one, two])
    // A key of another algorithm is not meant.
    await expectRefusal(await sign(claims, secret, { kid: 'es' }), reason, [one, { ...es256, kid: 'es' }])
  })

  it('does not matter for keys that have none', async () => {
    expect(await read(await sign(claims, secret, { kid: 'of-my-library' }))).toEqual(customer)
    expect(await read(await sign(claims, secret, { kid: 'new' }), [two, hs256])).toEqual(customer)
  })

  it('may be missing: each key of the algorithm is tried, also while one replaces another', async () => {
    for (const keys of [
      [one, two, es256],
      [es256, two, one],
    ]) {
      expect(await read(await sign(claims, secret), keys)).toEqual(customer)
      expect(await read(await sign(claims, older), keys)).toEqual(customer)
      expect(await read(await sign(claims, pair.privateKey), keys)).toEqual(customer)
    }
    await expectRefusal(await sign(claims, older), UNSIGNED, [one, es256])
  })
})

describe('the time of a token', () => {
  it('ends at exp, by the clock that was given, with 30 seconds for clocks that differ', async () => {
    const token = await sign()
    expect(await read(token, [hs256], claims.exp + 29.999)).toEqual(customer)
    await expectRefusal(token, 'it has expired (exp)', [hs256], claims.exp + 30)
    await expectRefusal(token, 'it has expired (exp)', [hs256], claims.exp + 86_400)
  })

  it('begins at nbf and iat, with as much', async () => {
    const reasons = { nbf: 'it is not valid yet (nbf)', iat: 'it was issued in the future (iat)' }
    for (const [claim, reason] of Object.entries(reasons)) {
      expect(await read(await sign({ ...claims, [claim]: now + 30 }))).toEqual(customer)
      await expectRefusal(await sign({ ...claims, [claim]: now + 31 }), reason)
    }
  })

  it('must be a time, and must end', async () => {
    await expectRefusal(await sign({ ...claims, exp: undefined }), 'it lacks the claim "exp"')
    for (const claim of ['exp', 'nbf', 'iat'])
      for (const value of ['4102444800', null, true, {}])
        await expectRefusal(await sign({ ...claims, [claim]: value }), `its claim "${claim}" is not valid`)
    const endless = JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999')
    await expectRefusal(await forge({}, endless), 'its exp, nbf or iat is not a time')
  })
})

describe('the audience of a token', () => {
  const reason = 'its audience (aud) is neither the id nor the public key of the project'

  it('is the project, by its id or its public key, also among others', async () => {
    for (const aud of ['shop', 'pk_live_shop', ['elsewhere', 'shop'], ['pk_live_shop']])
      expect(await read(await sign({ ...claims, aud }))).toEqual(customer)
  })

  it('is required', async () => {
    await expectRefusal(await sign({ ...claims, aud: undefined }), 'it lacks the claim "aud"')
    for (const aud of ['', 'shop ', 'SHOP', [], [['shop']], { shop: true }, 'docs', ['docs'], null, 0])
      await expectRefusal(await sign({ ...claims, aud }), reason)
  })

  it('keeps the tokens of two projects apart, also where they share a key', async () => {
    const docs = createIdentityVerifier({ keys: [hs256] }, { id: 'docs' }, clock)
    const token = await sign({ ...claims, aud: 'docs' })
    expect(await docs.verify({}, { token })).toEqual(customer)
    await expectRefusal(token, reason)
    await expect(docs.verify({}, { token: await sign() })).rejects.toMatchObject({ code: 'IDENTITY_REFUSED' })
  })
})

describe('whatever else is handed in as a token', () => {
  it('is refused by its length before it is read', async () => {
    const long = await sign({ ...claims, padding: 'x'.repeat(8192) })
    await expectRefusal(long, 'it is longer than 8192 characters')
    await expectRefusal('.'.repeat(1_000_000), 'it is longer than 8192 characters')
  })

  it('is refused where it is no compact JWS', async () => {
    const token = await sign()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const json = JSON.stringify({ protected: header, payload, signature })
    const five = `${header}.${payload}.${signature}.${payload}.${signature}`
    for (const garbage of [
      '',
      'garbage',
      '..',
      `${header}.${payload}`,
      json,
      five,
      ` ${token}`,
      `${token}\n`,
      `${token}=`,
    ])
      await expectRefusal(garbage, 'it is no compact JWS')
    const nothing = base64url.encode('nothing')
    await expectRefusal(`${nothing}.${payload}.${signature}`, 'its header cannot be read')
    for (const text of ['[]', '"shop"', 'null', 'nothing', '', '{"sub":'])
      await expect(read(await forge({}, text))).rejects.toMatchObject({ code: 'IDENTITY_REFUSED' })
  })

  it('is refused in every other spelling of the same signature', async () => {
    const token = await sign()
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const last of alphabet)
      if (!token.endsWith(last)) await expect(read(token.slice(0, -1) + last)).rejects.toThrow('refused')
  })

  it('is refused where anything in it was changed', async () => {
    const tokens = [await sign(), await sign(claims, pair.privateKey, { kid: 'one' })]
    const verifier = createIdentityVerifier({ keys: [hs256, es256] }, project, clock)
    const mutation = fc.record({
      token: fc.constantFrom(...tokens),
      at: fc.nat({ max: 400 }),
      removed: fc.nat({ max: 3 }),
      put: fc.oneof(fc.string({ maxLength: 3 }), fc.stringMatching(/^[\w.-]{0,3}$/)),
    })
    await fc.assert(
      fc.asyncProperty(mutation, async ({ token, at, removed, put }) => {
        const changed = token.slice(0, at) + put + token.slice(at + removed)
        fc.pre(changed !== token)
        await expect(verifier.verify({}, { token: changed })).rejects.toMatchObject({
          code: 'IDENTITY_REFUSED',
        })
      }),
      { numRuns: 4000 },
    )
  })

  it('cannot reach beyond its own members', async () => {
    const hidden = JSON.stringify(claims).replace('{', '{"__proto__":{"email":"ada@shop.example","exp":1},')
    expect(await read(await forge({}, hidden))).toEqual(customer)
    const inside = `{"__proto__":${JSON.stringify(claims)}}`
    await expectRefusal(await forge({}, inside), 'it lacks the claim "aud"')
    // The last of several counts, for the signature's sake and for ours.
    const twice = JSON.stringify(claims).replace('{', '{"sub":"customer-1","sub":7,')
    expect(await read(await forge({}, twice))).toEqual(customer)
    const header = '{"__proto__":{"alg":"HS256"}}'
    await expectRefusal(
      await signRaw(header, JSON.stringify(claims)),
      'its algorithm is not HS256, for which the project has keys',
    )
  })

  it('is signed as the documentation of jose says', async () => {
    const token = await new SignJWT({ name: 'Ada' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject('customer-42')
      .setAudience('shop')
      .setIssuedAt(now)
      .setExpirationTime(now + 3600)
      .sign(bytes(secret))
    expect(await read(token)).toEqual({ ...customer, name: 'Ada', verified: ['customerId', 'name'] })
  })
})
