import { h } from '../dom.js'
import { link } from '../links.js'

/** @typedef {import('../dom.js').Child} Child */

/**
 * What texts refer to by id or name.
 *
 * @typedef {object} Known
 * @property {Record<string, string>} names
 * @property {Record<string, string>} emoji
 */

/** @type {Record<string, 'strong' | 'em' | 's'>} */
const marks = { '*': 'strong', _: 'em', '~': 's' }

// Code, then what stands in angle brackets, emoji, and words between two equal marks at the edges of words.
const pattern =
  /```\n?([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+'-]+):|(?<![\p{L}\p{N}])([*_~])(?!\s)([^\n]+?)(?<!\s)\5(?![\p{L}\p{N}])/gu

/**
 * Renders Slack's own markup. `&`, `<` and `>` are escaped on the wire, so they are read last.
 *
 * @param {string} text
 * @param {Known} known
 * @returns {Child[]}
 */
export function mrkdwn(text, known) {
  /** @type {Child[]} */
  const parts = []
  let quoted = /** @type {string[]} */ ([])
  const flush = () => {
    if (quoted.length > 0) parts.push(h('blockquote', {}, ...inline(quoted.join('\n'), known)))
    quoted = []
  }
  let run = ''
  const flushRun = () => {
    if (run !== '') parts.push(...inline(run.replace(/\n$/, ''), known))
    run = ''
  }
  for (const line of text.split('\n')) {
    if (line.startsWith('&gt;')) {
      flushRun()
      quoted.push(line.slice(4).trimStart())
      continue
    }
    flush()
    run += `${line}\n`
  }
  flush()
  flushRun()
  return parts
}

/** @type {(text: string, known: Known) => Child[]} */
function inline(text, known) {
  /** @type {Child[]} */
  const parts = []
  let end = 0
  for (const match of text.matchAll(pattern)) {
    const part = partOf(match, known)
    if (part === undefined) continue
    parts.push(unescapeText(text.slice(end, match.index)), part)
    end = match.index + match[0].length
  }
  return [...parts, unescapeText(text.slice(end))]
}

/** @type {(match: RegExpExecArray, known: Known) => Child | undefined} */
function partOf([, block, code, target, emoji, mark, inside], known) {
  if (block !== undefined) return h('pre', {}, unescapeText(block))
  if (code !== undefined) return h('code', {}, unescapeText(code))
  if (target !== undefined) return reference(target, known)
  if (emoji !== undefined)
    return known.emoji[emoji] === undefined ? undefined : h('span', { class: 'emoji' }, known.emoji[emoji])
  const tag = marks[mark ?? '']
  return tag === undefined ? undefined : h(tag, {}, ...inline(inside ?? '', known))
}

/** @type {(target: string, known: Known) => HTMLElement} */
function reference(target, known) {
  const [address = '', label] = target.split('|')
  const id = address.slice(1)
  if (address.startsWith('@') || address.startsWith('#'))
    return mention(known.names[id] ?? unescapeText(label ?? address))
  if (address.startsWith('!date^')) return h('span', {}, unescapeText(label ?? ''))
  if (address.startsWith('!')) return mention(unescapeText(label ?? `@${id}`))
  return link(unescapeText(address), unescapeText(label ?? address.replace(/^mailto:/, '')))
}

/**
 * @param {string} name
 * @returns {HTMLElement}
 */
export function mention(name) {
  return h('span', { class: 'mention' }, name)
}

/**
 * @param {string} text
 * @returns {string}
 */
function unescapeText(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}
