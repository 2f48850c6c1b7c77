/** A visitor's token: 256 random bits in base64url behind a prefix that secret scanners can find. */
function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32))
  const text = btoa(String.fromCharCode(...bytes))
  return `ppv_${text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`
}

const TOKEN = /^ppv_[A-Za-z0-9_-]{43}$/

/** SHA-256 of a token in hex, or `undefined` where it cannot be one. Only this is ever stored. */
export async function hashToken(token: string): Promise<string | undefined> {
  return TOKEN.test(token) ? hexHash(token) : undefined
}

/** A new token with its hash. */
export async function newHashedToken(): Promise<{ token: string; tokenHash: string }> {
  const token = newToken()
  return { token, tokenHash: await hexHash(token) }
}

/** SHA-256 of a text in hex. */
export async function hexHash(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(digest, byte => byte.toString(16).padStart(2, '0')).join('')
}
