import { h } from '../dom.js'
import { link, spoiler } from '../links.js'
import { dayName } from '../time.js'

/** @typedef {import('../dom.js').Child} Child */

/**
 * Names by id, for mentions.
 *
 * @typedef {Record<string, string>} Names
 */

/**
 * One kind of markup. The first that fits at a place wins, so longer marks stand before shorter ones.
 *
 * @typedef {object} Rule
 * @property {RegExp} pattern Sticky.
 * @property {(match: RegExpExecArray, inside: (text: string) => Child[], names: Names) => Child} make
 */

/** @type {Rule[]} */
const rules = [
  { pattern: /\\([^\p{L}\p{N}\s])/uy, make: match => match[1] ?? '' },
  { pattern: /``(.+?)``(?!`)|`([^`\n]+)`/sy, make: match => h('code', {}, match[1] ?? match[2] ?? '') },
  { pattern: /\|\|(.+?)\|\|/sy, make: (match, inside) => spoiler(...inside(match[1] ?? '')) },
  {
    pattern: /\*\*\*(.+?)\*\*\*/sy,
    make: (match, inside) => h('strong', {}, h('em', {}, ...inside(match[1] ?? ''))),
  },
  { pattern: /\*\*(.+?)\*\*(?!\*)/sy, make: (match, inside) => h('strong', {}, ...inside(match[1] ?? '')) },
  { pattern: /__(.+?)__(?!_)/sy, make: (match, inside) => h('u', {}, ...inside(match[1] ?? '')) },
  { pattern: /~~(.+?)~~/sy, make: (match, inside) => h('s', {}, ...inside(match[1] ?? '')) },
  {
    pattern: /\*(?!\s)((?:\\.|[^*\\])+?)(?<!\s)\*(?!\*)/sy,
    make: (match, inside) => h('em', {}, ...inside(match[1] ?? '')),
  },
  {
    pattern: /(?<![\p{L}\p{N}_])_((?:\\.|[^_\\])+?)_(?![\p{L}\p{N}_])/suy,
    make: (match, inside) => h('em', {}, ...inside(match[1] ?? '')),
  },
  {
    pattern: /\[([^\]\n]+)\]\(<?(https?:\/\/[^\s)>]+)>?\)/y,
    make: (match, inside) => link(match[2] ?? '', ...inside(match[1] ?? '')),
  },
  { pattern: /<(https?:\/\/[^\s<>]+)>/y, make: match => link(match[1] ?? '', match[1] ?? '') },
  { pattern: /https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]*_~|]/y, make: match => link(match[0], match[0]) },
  {
    pattern: /<(?:@[!&]?|#)(\d+)>/y,
    make: (match, _inside, names) => h('span', { class: 'mention' }, names[match[1] ?? ''] ?? '@unknown'),
  },
  { pattern: /@(?:everyone|here)\b/y, make: match => h('span', { class: 'mention' }, match[0]) },
  { pattern: /<t:(\d{1,12})(?::([tTdDfFR]))?>/y, make: match => moment(Number(match[1]), match[2] ?? 'f') },
]

/**
 * Renders Discord's markup within lines. What was escaped stays as it was written.
 *
 * @param {string} text
 * @param {Names} names
 * @returns {Child[]}
 */
export function inline(text, names) {
  /** @type {Child[]} */
  const parts = []
  let plain = ''
  let position = 0
  while (position < text.length) {
    const found = ruleAt(text, position)
    if (found === undefined) {
      plain += text.charAt(position)
      position += 1
      continue
    }
    const part = found.rule.make(found.match, inside => inline(inside, names), names)
    position += found.match[0].length
    if (typeof part === 'string') {
      plain += part
      continue
    }
    if (plain !== '') parts.push(plain)
    plain = ''
    parts.push(part)
  }
  return plain === '' ? parts : [...parts, plain]
}

/** @type {(text: string, position: number) => { rule: Rule, match: RegExpExecArray } | undefined} */
function ruleAt(text, position) {
  // Nearly every character is none of these, and so is looked at only once.
  if (!/[\\`|*_~[<@h]/.test(text.charAt(position))) return undefined
  for (const rule of rules) {
    rule.pattern.lastIndex = position
    const match = rule.pattern.exec(text)
    if (match !== null) return { rule, match }
  }
  return undefined
}

const units = /** @type {const} */ ([
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
])
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' })
const timeOnly = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** @type {(seconds: number, style: string) => HTMLElement} */
function moment(seconds, style) {
  const words =
    style === 'R' ? ago(seconds) : /[tT]/.test(style) ? timeOnly.format(seconds * 1000) : undefined
  const shown = words ?? (/[dD]/.test(style) ? dayName(seconds) : exact.format(seconds * 1000))
  return h('time', { class: 'moment', title: exact.format(seconds * 1000) }, shown)
}

/** @type {(seconds: number) => string} */
function ago(seconds) {
  const distance = seconds - Date.now() / 1000
  const unit = units.find(([, length]) => Math.abs(distance) >= length)
  return unit === undefined ? 'a moment ago' : relative.format(Math.round(distance / unit[1]), unit[0])
}
