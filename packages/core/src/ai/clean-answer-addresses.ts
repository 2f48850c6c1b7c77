import { DOT, hostPattern, mailStart } from './clean-answer-mails.ts'

/** What stands where an address was that may not be shown. */
export const REMOVED_LINK = '[link removed]'

// Endings of file names that are no top-level domains: `node.js/express` and `index.html?x` are no addresses. Endings
// that are both (`sh`, `rs`, `md`, `py`) are taken for domains where a path follows.
const FILE_ENDINGS = new Set(
  'js jsx ts tsx mjs cjs json jsonc html htm css scss java php yml yaml toml txt xml csv sql pdf png jpg jpeg svg gif mdx vue svelte kt go rb cpp log ini conf env lock gz'.split(
    ' ',
  ),
)

// A number after these is that of a line: `main.py:42`.
const LINED_ENDINGS = new Set(['sh', 'rs', 'md', 'py'])

const NUMBERS = '\\d{1,3}(?:\\.\\d{1,3}){3}'
const PORT = ':\\d{1,5}'

// In this order: an address with its scheme, also in the middle of a word, as some platforms link it there; schemes
// without slashes; `www.`; an address without its scheme; what may be an e-mail address; a bare domain with something after
// it, and four numbers with something after them. Bare ones alone stay, and so do ranges such as `10.0.0.0/8` and what is on
// the reader's own machine. Connection strings such as `postgres://` open nowhere.
const ADDRESS = new RegExp(
  [
    '(?:https?|ftps?|file|tg|slack|discord|intent):[/\\\\]+',
    '(?:javascript|vbscript|mailto):(?=\\S)',
    '(?<![\\p{L}\\p{N}_])data:(?=[a-z]+/|[,;])',
    '(?<![\\p{L}\\p{N}_.-])www\\.(?=\\S)',
    `(?<![\\p{L}\\p{N}_:/.-])//(?=[\\p{L}\\p{N}_-]+[${DOT}]\\p{L})`,
    `@${hostPattern('mailEnding')}`,
    `(?<![\\p{L}\\p{N}_@/\\\\${DOT}-])${hostPattern('ending')}(?=(?:${PORT})?(?:/|\\?[\\p{L}\\p{N}_-]+=)|(?<port>${PORT}))`,
    `(?<![\\p{L}\\p{N}_@/\\\\.-])${NUMBERS}(?=(?:${PORT})?/(?!\\d{1,2}(?![\\p{L}\\p{N}/?#]|\\.[\\p{L}\\p{N}]))|(?<!(?:127\\.0\\.0\\.1|0\\.0\\.0\\.0))${PORT})`,
  ].join('|'),
  'giu',
)

// What becomes an address with whatever follows it.
const BEGINS = /(?:(?:javascript|vbscript|mailto|data):|www\.)$/i

const STOP = /[\s<>"`|]/
// What follows an address in a sentence.
const TAIL = /[.,:;!?'”’»*_…\uff0e\uff61]+$/
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

/** Most words hold nothing that could be an address, and need no closer look. */
function mayHoldAddress(word: string): boolean {
  return /[:/=@]|www\./i.test(word)
}

/**
 * A word with the addresses in it judged; `endsInAddress`: what follows at once would become a part
 * of it.
 */
export function filterAddresses(
  word: string,
  isAllowed: (address: string) => boolean,
): { text: string; endsInAddress: boolean } {
  if (!mayHoldAddress(word)) return { text: word, endsInAddress: false }
  let text = ''
  let done = 0
  let endsInAddress = false
  ADDRESS.lastIndex = 0
  for (let match = ADDRESS.exec(word); match; match = ADDRESS.exec(word)) {
    const found = locate(word, match, done, isAllowed)
    if (!found) {
      ADDRESS.lastIndex = match.index + 1
      continue
    }
    const { start, end, isKept, isOpen } = found
    const run = word.slice(start, end)
    const tail = TAIL.exec(run)?.[0] ?? ''
    text += separate(text, word.slice(done, start), endsInAddress)
    text += (isKept ? run.slice(0, run.length - tail.length) : REMOVED_LINK) + tail
    endsInAddress = isOpen
    done = end
    ADDRESS.lastIndex = end
  }
  const rest = word.slice(done)
  return {
    text: text + separate(text, rest, endsInAddress),
    endsInAddress: rest === '' ? endsInAddress : BEGINS.test(rest),
  }
}

interface Found {
  start: number
  end: number
  isKept: boolean
  /** What touches it would become a part of it. */
  isOpen: boolean
}

/** From where to where an address reaches, and whether it may stay. `undefined`: it is none. */
function locate(
  word: string,
  { 0: text, index, groups: { ending, mailEnding, port } = {} }: RegExpExecArray,
  from: number,
  isAllowed: (address: string) => boolean,
): Found | undefined {
  const last = (ending ?? mailEnding)?.toLowerCase()
  if (last !== undefined && (FILE_ENDINGS.has(last) || (port !== undefined && LINED_ENDINGS.has(last))))
    return undefined
  if (mailEnding !== undefined) {
    const start = mailStart(word, index, from)
    // A name, as in `@scope.name/package`.
    if (start === index) return undefined
    const end = index + text.length
    // Commands go on after one: `git@host:repository`.
    if (isAllowed(word.slice(start, end)))
      return { start, end, isKept: true, isOpen: !/[:/]/.test(word[end] ?? '') }
    // Gone, it takes what clings to it along.
    return { start, end: endOf(word, start), isKept: false, isOpen: false }
  }
  const end = endOf(word, index)
  const address = word.slice(index, end).replace(TAIL, '')
  const isKept = isAllowed(withScheme(address))
  return { start: index, end, isKept, isOpen: isKept }
}

/** Who links addresses in a text takes all up to the next space for one: a kept address gets one after it. */
function separate(before: string, after: string, follows: boolean): string {
  if (!follows || before === '') return after
  const closing = /^[)\]}.,:;!?'"”’»*_…]*/.exec(after)?.[0] ?? ''
  const rest = after.slice(closing.length)
  return rest === '' ? closing : `${closing} ${rest}`
}

/** Where the address that begins at `start` ends: at a quote, or at a bracket that it did not open itself. */
function endOf(word: string, start: number): number {
  const opened: Record<string, number> = {}
  for (let index = start; index < word.length; index += 1) {
    const character = word[index] ?? ''
    if (STOP.test(character)) return index
    if ('([{'.includes(character)) opened[character] = (opened[character] ?? 0) + 1
    const opener = CLOSING[character]
    if (opener === undefined) continue
    const count = opened[opener] ?? 0
    if (count === 0) return index
    opened[opener] = count - 1
  }
  return word.length
}

/** What has no scheme may hold no second address, which would be linked by its own. */
function withScheme(address: string): string {
  if (/^https?:\/\//i.test(address)) return address
  const bare = address.replace(/^\/\//, '')
  return /:(?!\d)|@|(?:javascript|vbscript|mailto|data)$/i.test(bare) ? '' : `https://${bare}`
}
