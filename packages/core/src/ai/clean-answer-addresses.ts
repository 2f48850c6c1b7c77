/** What stands where an address was that may not be shown. */
export const REMOVED_LINK = '[link removed]'

// Endings of file names that are no top-level domains: `node.js/express` and `index.html?x` are no addresses. Endings
// that are both (`sh`, `rs`, `md`, `py`) are taken for domains where a path follows.
const FILE_ENDINGS = new Set(
  'js jsx ts tsx mjs cjs json jsonc html htm css scss java php yml yaml toml txt xml csv sql pdf png jpg jpeg svg gif'.split(
    ' ',
  ),
)

// In this order: an address with its scheme, also in the middle of a word, as some platforms link it there; schemes
// without slashes; `www.`; an address without its scheme; a bare domain with something after it. A bare domain alone
// stays, as does what follows the @ of an e-mail address. Connection strings such as `postgres://` open nowhere.
const ADDRESS =
  /(?:https?|ftps?|file|tg|slack|discord|intent):[/\\]+|(?:javascript|vbscript|mailto):(?=\S)|(?<![\p{L}\p{N}_])data:(?=[a-z]+\/|[,;])|(?<![\p{L}\p{N}_.-])www\.(?=\S)|(?<![\p{L}\p{N}_:/.-])\/\/(?=[\p{L}\p{N}-]+\.\p{L})|(?<![\p{L}\p{N}_@/.\\-])(?:[\p{L}\p{N}-]+\.)+(?<ending>\p{L}{2,24})(?=(?::\d{1,5})?(?:\/[\p{L}\p{N}%_~@-]|\?[\p{L}\p{N}_-]+=))/giu

// What becomes an address with whatever follows it.
const BEGINS = /(?:(?:javascript|vbscript|mailto|data):|www\.)$/i

const STOP = /[\s<>"`|]/
// What follows an address in a sentence.
const TAIL = /[.,:;!?'”’»*_…]+$/
const CLOSING: Record<string, string> = { ')': '(', ']': '[', '}': '{' }

/** Most words hold nothing that could be an address, and need no closer look. */
function mayHoldAddress(word: string): boolean {
  return /[:/=]|www\./i.test(word)
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
  for (const match of word.matchAll(ADDRESS)) {
    if (match.index < done || isFile(match.groups?.ending)) continue
    const end = endOf(word, match.index)
    const run = word.slice(match.index, end)
    const tail = TAIL.exec(run)?.[0] ?? ''
    const address = run.slice(0, run.length - tail.length)
    const isKept = isAllowed(withScheme(address))
    text += separate(text, word.slice(done, match.index), endsInAddress)
    text += (isKept ? address : REMOVED_LINK) + tail
    endsInAddress = isKept
    done = end
  }
  const rest = word.slice(done)
  return {
    text: text + separate(text, rest, endsInAddress),
    endsInAddress: rest === '' ? endsInAddress : BEGINS.test(rest),
  }
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
  return /:(?!\d)|(?:javascript|vbscript|mailto|data)$/i.test(bare) ? '' : `https://${bare}`
}

function isFile(ending: string | undefined): boolean {
  return ending !== undefined && FILE_ENDINGS.has(ending.toLowerCase())
}
