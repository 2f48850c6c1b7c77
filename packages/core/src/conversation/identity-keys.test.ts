import { exportJWK, exportSPKI, generateKeyPair } from 'jose'
import { describe, expect, it } from 'vitest'
import { type IdentityKey, identityOptionsSchema, importKeys } from './identity-keys.ts'

const secret = 'a secret of the host, of thirty-two bytes'
const other = 'another secret of the host, as long as it'

const pair = await generateKeyPair('ES256', { extractable: true })
const pem = await exportSPKI(pair.publicKey)
const jwk = await exportJWK(pair.publicKey)

/** What the first complaint says, behind the name of what it is about. */
function complaint(options: unknown): string {
  const issue = identityOptionsSchema.safeParse(options).error?.issues[0]
  return issue ? `${issue.path.join('.')}: ${issue.message}` : 'none'
}

function ofKey(key: object): string {
  return complaint({ keys: [key] })
}

describe('the options of a project about identities', () => {
  it('take keys of both kinds, secrets, and nothing at all', () => {
    const keys = [
      { algorithm: 'HS256', secret, kid: 'one' },
      { algorithm: 'ES256', publicKey: pem, kid: 'two' },
      { algorithm: 'ES256', publicKey: { ...jwk, alg: 'ES256', use: 'sig' } },
    ]
    const options = { keys, hmacSecrets: [other], requireVerified: true }
    expect(identityOptionsSchema.parse(options)).toEqual(options)
    for (const empty of [{}, { keys: [] }, { keys: undefined, requireVerified: false }])
      expect(complaint(empty)).toBe('none')
  })

  it('say what makes a secret', () => {
    const help = 'make one with: openssl rand -hex 32'
    expect(ofKey({ algorithm: 'HS256' })).toContain(`keys.0.secret: must be a text`)
    expect(ofKey({ algorithm: 'HS256', secret: 'x'.repeat(31) })).toBe(
      `keys.0.secret: must have at least 32 bytes; ${help}`,
    )
    expect(ofKey({ algorithm: 'HS256', secret: 'é'.repeat(16) })).toBe('none')
    expect(complaint({ hmacSecrets: [other, 'short'] })).toBe(
      `hmacSecrets.1: must have at least 32 bytes; ${help}`,
    )
    expect(complaint({ hmacSecrets: other })).toContain('hmacSecrets: must be a list of secrets')
  })

  it('take no algorithm but the two', () => {
    for (const algorithm of ['none', 'RS256', 'ES384', undefined])
      expect(ofKey({ algorithm, secret })).toContain("must be 'HS256', with a secret, or 'ES256'")
    expect(ofKey({ algorithm: 'ES256', secret })).toContain('keys.0.publicKey: must be a public key')
  })

  it('refuse a private key, and say how to get the public one', async () => {
    const said = 'keys.0.publicKey: is a private key'
    expect(ofKey({ algorithm: 'ES256', publicKey: await exportJWK(pair.privateKey) })).toContain(said)
    for (const kind of ['PRIVATE KEY', 'EC PRIVATE KEY']) {
      const message = ofKey({ algorithm: 'ES256', publicKey: `-----BEGIN ${kind}-----\nMIGH…` })
      expect(message).toContain(said)
      expect(message).toContain('openssl pkey -in private.pem -pubout')
    }
  })

  it('refuse what is no public key of the curve', () => {
    const wrong = [
      pem.replaceAll('PUBLIC KEY', 'CERTIFICATE'),
      'MFkwEwYH',
      { kty: 'oct', k: 'c2VjcmV0' },
      { ...jwk, crv: 'P-384' },
      { kty: 'EC', crv: 'P-256', x: 'AA' },
      17,
      null,
    ]
    for (const publicKey of wrong)
      expect(ofKey({ algorithm: 'ES256', publicKey })).toMatch(/^keys\.0\.publicKey: must be a public key/)
  })

  it('refuse two keys of one kid, and unknown fields', () => {
    const key = { algorithm: 'HS256', secret, kid: 'one' }
    expect(complaint({ keys: [key, { ...key, secret: other }] })).toContain('keys.1.kid: is that of another')
    expect(ofKey({ ...key, kid: '' })).toContain('keys.0.kid: must not be empty')
    expect(complaint({ secrets: [secret] })).toContain('secrets')
  })

  it('refuse to require what nothing could prove', () => {
    expect(complaint({ requireVerified: true })).toContain('requireVerified: nothing could be proven')
    expect(complaint({ requireVerified: true, keys: [], hmacSecrets: [] })).toContain('requireVerified')
  })

  it('refuse one secret for both, because a hash of the text of a token would sign it', () => {
    const keys = [{ algorithm: 'HS256', secret }]
    expect(complaint({ keys, hmacSecrets: [other, secret] })).toContain('hmacSecrets.1: is the secret of one')
  })
})

describe('importing keys', () => {
  it('binds each to its algorithm', async () => {
    const keys = await importKeys([
      { algorithm: 'HS256', secret, kid: 'one' },
      { algorithm: 'ES256', publicKey: `\n  ${pem}` },
      { algorithm: 'ES256', publicKey: jwk },
    ])
    expect(keys.map(({ algorithm, kid, key }) => [algorithm, kid, key.algorithm.name, key.usages])).toEqual([
      ['HS256', 'one', 'HMAC', ['verify']],
      ['ES256', undefined, 'ECDSA', ['verify']],
      ['ES256', undefined, 'ECDSA', ['verify']],
    ])
  })

  it('names the one that cannot be read, and quotes nothing of it', async () => {
    const point = { ...jwk, x: jwk.y ?? '' }
    const curve = await exportSPKI((await generateKeyPair('ES384', { extractable: true })).publicKey)
    for (const publicKey of [point, curve, '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----']) {
      const keys: IdentityKey[] = [
        { algorithm: 'HS256', secret },
        { algorithm: 'ES256', publicKey },
      ]
      await expect(importKeys(keys)).rejects.toMatchObject({
        code: 'INVALID_OPTIONS',
        message: 'identity.keys.1: must be a public key of the curve P-256, as PEM or JWK.',
      })
    }
  })
})
