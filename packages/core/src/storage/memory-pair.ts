/** One map key from two strings of any content: no other two strings give the same. */
export function pair(first: string, second: string): string {
  return `${first.length}:${first}${second}`
}
