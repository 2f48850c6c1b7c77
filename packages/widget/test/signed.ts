import { createHmac } from 'node:crypto'
import type { ProjectOptions } from '@pocketping/core'

const TOKEN_SECRET = 'a secret for tokens, long enough for HS256'
const HASH_SECRET = 'another secret, for hashes of customer ids'

/** What a project needs to verify what is signed here. */
export const identity: NonNullable<ProjectOptions['identity']> = {
  keys: [{ algorithm: 'HS256', secret: TOKEN_SECRET }],
  hmacSecrets: [HASH_SECRET],
}

/** A token as the site's own server signs it for the customer who is logged in. */
export function signToken(customerId: string, secret: string = TOKEN_SECRET): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')
  const exp = Math.floor(Date.now() / 1000) + 3600
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ sub: customerId, aud: 'default', exp })}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

/** The other proof: a hash of the customer id. */
export function signHash(customerId: string): string {
  return createHmac('sha256', HASH_SECRET).update(customerId).digest('hex')
}
