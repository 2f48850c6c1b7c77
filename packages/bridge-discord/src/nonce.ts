import { createHash } from 'node:crypto'

/** The nonce of one message: the same parts make the same one, and Discord takes 25 characters. */
export function nonceOf(...parts: readonly (string | number)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 24)
}
