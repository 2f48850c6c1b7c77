/** What browsers take for a dot of a host. */
export const DOT = '.\u2024\uff0e\uff61'

/** A name of a host, for a regular expression with `u`; `ending` names the group that holds its last label. */
export function hostPattern(ending: string): string {
  return `(?:[\\p{L}\\p{N}_-]+[${DOT}])+(?<${ending}>\\p{L}{2,24})`
}

const AT_HOST = new RegExp(`@${hostPattern('ending')}`, 'gu')

const LOCAL = /[\p{L}\p{N}._%+-]/u
// No e-mail address begins with these: they stand before it.
const LEADING = /[.-]/

/** Where the e-mail address begins whose `@` stands at `at`, not before `from`; `at` where nothing stands before it. */
export function mailStart(text: string, at: number, from: number): number {
  let start = at
  while (start > from && LOCAL.test(text[start - 1] ?? '')) start -= 1
  while (start < at - 1 && LEADING.test(text[start] ?? '')) start += 1
  return start
}

/** The e-mail addresses that stand in a text, in small letters. */
export function mailsIn(text: string): Set<string> {
  const mails = new Set<string>()
  let done = 0
  for (const match of text.matchAll(AT_HOST)) {
    const end = match.index + match[0].length
    const start = mailStart(text, match.index, done)
    if (start < match.index) mails.add(text.slice(start, end).toLowerCase())
    done = end
  }
  return mails
}
