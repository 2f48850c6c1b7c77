/** SHA-256 of a key: what is compared in its place. */
export async function hashOf(key: string): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(key)))
}

/** Compares two hashes in constant time: how far a guess was right must not show. */
export function opens(hash: Uint8Array, asked: Uint8Array): boolean {
  let difference = hash.length ^ asked.length
  for (const [index, byte] of hash.entries()) difference |= byte ^ (asked[index] ?? 0)
  return difference === 0
}
