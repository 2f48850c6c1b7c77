/** A visitor's token: 256 random bits in base64url behind a prefix that secret scanners can find. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const text = btoa(String.fromCharCode(...bytes))
  return `ppv_${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

const TOKEN = /^ppv_[A-Za-z0-9_-]{43}$/

/** SHA-256 of a token in hex, or `undefined` where it cannot be one. Only this is ever stored. */
export async function hashToken(token: string): Promise<string | undefined> {
  if (!TOKEN.test(token)) return undefined
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(token)))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}
