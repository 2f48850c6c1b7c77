import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { exportPKCS8, exportSPKI, generateKeyPair } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { codeBlocks, root } from '../../../test/support/markdown.ts'
import { identityOptionsSchema } from '../src/conversation/identity-keys.ts'
import { createIdentityVerifier } from '../src/conversation/identity-proof.ts'

const user = { id: 42, email: 'ada@shop.example', name: 'Ada', plan: 'pro' }
const secret = 'a secret of the host, of thirty-two bytes'
const known = { customerId: '42', email: user.email, name: user.name }

type Example = Record<string, (user: object, key: string) => string | Promise<string>>

// Beside the packages that the examples import.
const place = join(root, 'packages/core/.data')
let folder = ''

beforeAll(() => {
  mkdirSync(place, { recursive: true })
  folder = mkdtempSync(join(place, 'identity-'))
})

afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** An example of the page, as it is printed there. */
async function load(name: string): Promise<Example> {
  const block = codeBlocks('docs/identity.md').find(({ info }) => info === `js ${name}`)
  const file = join(folder, `${name}.js`)
  writeFileSync(file, block?.code ?? '')
  return import(/* @vite-ignore */ pathToFileURL(file).href)
}

function verifierWith(options: object): ReturnType<typeof createIdentityVerifier> {
  return createIdentityVerifier(
    identityOptionsSchema.parse(options),
    { id: 'shop' },
    { now: () => Date.now() },
  )
}

describe('the examples of docs/identity.md', () => {
  it('sign what a secret verifies', async () => {
    const { signIdentity } = await load('sign-with-a-secret')
    const verifier = verifierWith({ keys: [{ algorithm: 'HS256', secret }] })
    expect(await verifier.verify({}, { token: (await signIdentity?.(user, secret)) ?? '' })).toEqual({
      ...known,
      metadata: { plan: 'pro' },
      verified: ['customerId', 'email', 'name', 'metadata'],
    })
  })

  it('sign what a public key verifies', async () => {
    const { signIdentity } = await load('sign-with-a-key-pair')
    const pair = await generateKeyPair('ES256', { extractable: true })
    const token = (await signIdentity?.(user, await exportPKCS8(pair.privateKey))) ?? ''
    const publicKey = await exportSPKI(pair.publicKey)
    const verifier = verifierWith({ keys: [{ algorithm: 'ES256', publicKey, kid: '2026-11' }] })
    expect(await verifier.verify({}, { token })).toEqual({
      ...known,
      verified: ['customerId', 'email', 'name'],
    })
  })

  it('hash what a secret verifies', async () => {
    const { hashIdentity } = await load('sign-a-hash')
    const hash = (await hashIdentity?.(user, secret)) ?? ''
    const verifier = verifierWith({ hmacSecrets: [secret] })
    expect(await verifier.verify(known, { hash })).toEqual({ ...known, verified: ['customerId'] })
  })
})
