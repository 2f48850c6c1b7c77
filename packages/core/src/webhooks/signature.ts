const PREFIX = 'whsec_'

/** A new secret, as Standard Webhooks writes them: 256 random bits in base64. */
export function newSecret(): string {
  return PREFIX + toBase64(crypto.getRandomValues(new Uint8Array(32)))
}

interface Signed {
  /** `webhook-id`. */
  id: string
  /** `webhook-timestamp`, in seconds. */
  timestamp: number
  body: string
}

/** `webhook-signature` of a call: https://www.standardwebhooks.com. */
export async function sign(secret: string, { id, timestamp, body }: Signed): Promise<string> {
  const bytes = Uint8Array.from(atob(secret.slice(PREFIX.length)), character => character.charCodeAt(0))
  const key = await crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
  const text = new TextEncoder().encode(`${id}.${timestamp}.${body}`)
  return `v1,${toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', key, text)))}`
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
