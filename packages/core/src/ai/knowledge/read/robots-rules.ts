// Characters of all rules with wildcards together. Each may be compared with each character of an address, so that
// more of them would keep visitors waiting; sites have a few hundred.
const MAX_WILDCARD_CHARS = 20_000

const RULES = new Set(['allow', 'disallow', 'crawl-delay'])

/**
 * What of a `robots.txt` is said to a robot of this name, or else to all, as one that holds nothing else. Undefined where
 * it is too much to go by: a part of it might allow what the whole does not.
 */
export function robotsRules(text: string, name: string): string | undefined {
  const ours = linesFor(text, name.toLowerCase()) ?? linesFor(text, '*') ?? []
  const wildcards = ours.filter(line => line.includes('*')).reduce((sum, { length }) => sum + length, 0)
  return wildcards > MAX_WILDCARD_CHARS ? undefined : ['User-agent: *', ...ours].join('\n')
}

/** Undefined where nothing is said to this robot: that is not the same as no rule. */
function linesFor(text: string, robot: string): string[] | undefined {
  let lines: string[] | undefined
  let isNaming = false
  let isMeant = false
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [said = ''] = line.split('#', 1)
    const colon = said.indexOf(':')
    if (colon === -1) continue
    const key = said.slice(0, colon).trim().toLowerCase()
    const value = said.slice(colon + 1).trim()
    if (key === 'user-agent') {
      isMeant = (isNaming && isMeant) || robotOf(value) === robot
      if (isMeant) lines ??= []
    } else if (isMeant && RULES.has(key)) lines?.push(`${key}: ${value}`)
    isNaming = key === 'user-agent'
  }
  return lines
}

/** `PocketPing/1.0` is `pocketping`. */
function robotOf(value: string): string {
  return (value.split('/', 1)[0] ?? '').trim().toLowerCase()
}
