import { h } from '../dom.js'
import { inline } from './inline.js'

/** @typedef {import('../dom.js').Child} Child */
/** @typedef {import('./inline.js').Names} Names */

/**
 * Renders a text as Discord does: blocks of lines first, then what stands within them.
 *
 * @param {string} text
 * @param {Names} names
 * @returns {Child[]}
 */
export function markdown(text, names) {
  // Code keeps its lines, so it is cut out before anything else.
  return text.split(/(```[\s\S]+?```)/).flatMap((part, index) => {
    if (index % 2 === 0) return lines(part.replace(index > 0 ? /^\n/ : '', ''), names)
    const code = part.slice(3, -3).replace(/^(?:[\w+-]+\n|\n)/, '')
    return [h('pre', {}, h('code', {}, code.replace(/\n$/, '')))]
  })
}

/** @type {(text: string, names: Names) => Child[]} */
function lines(text, names) {
  if (text === '') return []
  /** @type {Child[]} */
  const parts = []
  let run = ''
  const flush = () => {
    if (run !== '') parts.push(h('div', { class: 'lines' }, ...inline(run.replace(/\n$/, ''), names)))
    run = ''
  }
  const rest = text.split('\n')
  for (let line = rest.shift(); line !== undefined; line = rest.shift()) {
    const block = blockOf(line, rest, names)
    if (block === undefined) {
      run += `${line}\n`
      continue
    }
    flush()
    parts.push(block)
  }
  // One that is empty at the end is only where a block began.
  if (run.trim() !== '') flush()
  return parts
}

/**
 * A line that is a block of its own; it takes from the rest what belongs to it.
 *
 * @type {(line: string, rest: string[], names: Names) => HTMLElement | undefined}
 */
function blockOf(line, rest, names) {
  if (line.startsWith('>>> ')) {
    const quoted = [line.slice(4), ...rest.splice(0)].join('\n')
    return h('blockquote', {}, ...lines(quoted, names))
  }
  if (line.startsWith('> ')) {
    const quoted = [line.slice(2)]
    while (rest[0]?.startsWith('> ')) quoted.push((rest.shift() ?? '').slice(2))
    return h('blockquote', {}, ...lines(quoted.join('\n'), names))
  }
  const small = /^-# +(.+)$/.exec(line)?.[1]
  if (small !== undefined) return h('small', { class: 'subtext' }, ...inline(small, names))
  const [, marks, heading] = /^(#{1,3}) +(.+)$/.exec(line) ?? []
  if (marks !== undefined && heading !== undefined)
    return h('p', { class: `heading heading--${marks.length}` }, ...inline(heading, names))
  const item = /^\s*[-*] +(.+)$/.exec(line)?.[1]
  if (item === undefined) return undefined
  return h('p', { class: 'list-item' }, ...inline(item, names))
}

/**
 * What a text says without its markup, for one line.
 *
 * @param {string} text
 * @param {Names} names
 * @returns {string}
 */
export function plainText(text, names) {
  return markdown(text, names)
    .map(part => (typeof part === 'string' ? part : ((part || undefined)?.textContent ?? '')))
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim()
}
