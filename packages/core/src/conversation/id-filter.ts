// 512 bytes: of a session with 400 messages, one new id in thirty is taken for one that may be known.
const BITS = 4096

/** Remembers any number of ids in few bytes: it tells for sure that one is new, and never that one is known. */
export class IdFilter {
  private bits: Uint32Array | undefined

  add(id: string): void {
    this.bits ??= new Uint32Array(BITS / 32)
    const hash = hashOf(id)
    for (const place of [hash % BITS, (hash >>> 16) % BITS]) this.bits[place >>> 5]! |= 1 << (place & 31)
  }

  mayHave(id: string): boolean {
    if (!this.bits) return false
    const hash = hashOf(id)
    return this.isSet(this.bits, hash % BITS) && this.isSet(this.bits, (hash >>> 16) % BITS)
  }

  private isSet(bits: Uint32Array, place: number): boolean {
    return (bits[place >>> 5]! & (1 << (place & 31))) !== 0
  }
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash >>> 0
}
