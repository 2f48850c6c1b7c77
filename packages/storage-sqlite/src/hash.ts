/** FNV-1a, as a signed 32-bit integer: short in an index. Equal hashes are told apart by the text itself. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return hash
}
