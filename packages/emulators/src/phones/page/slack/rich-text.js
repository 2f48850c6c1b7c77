import { h } from '../dom.js'
import { link } from '../links.js'
import { dayName } from '../time.js'
import { mention } from './mrkdwn.js'

/** @typedef {import('../dom.js').Child} Child */
/** @typedef {import('./mrkdwn.js').Known} Known */
/** @typedef {Record<string, unknown>} Json */

/**
 * Renders a block of rich text: what a client makes of typed words. Nothing in it is read as markup.
 *
 * @param {Json} block
 * @param {Known} known
 * @returns {Child[]}
 */
export function richText(block, known) {
  return list(block.elements).map(part => section(part, known))
}

/** @type {(part: Json, known: Known) => Child} */
function section(part, known) {
  const inside = list(part.elements)
  switch (part.type) {
    case 'rich_text_list': {
      const items = inside.map(item => h('li', {}, ...list(item.elements).map(each => element(each, known))))
      return h(part.style === 'ordered' ? 'ol' : 'ul', { class: 'rich-list' }, ...items)
    }
    case 'rich_text_preformatted':
      return h('pre', {}, ...inside.map(each => element(each, known)))
    case 'rich_text_quote':
      return h('blockquote', {}, ...inside.map(each => element(each, known)))
    default:
      return h('div', { class: 'lines' }, ...inside.map(each => element(each, known)))
  }
}

/** @type {(each: Json, known: Known) => Child} */
function element(each, known) {
  switch (each.type) {
    case 'text':
      return styled(String(each.text ?? ''), each.style)
    case 'link':
      return link(String(each.url ?? ''), styled(String(each.text ?? each.url ?? ''), each.style))
    case 'user':
      return mention(known.names[String(each.user_id)] ?? `@${String(each.user_id)}`)
    case 'channel':
      return mention(known.names[String(each.channel_id)] ?? '#private')
    case 'broadcast':
      return mention(`@${String(each.range)}`)
    case 'emoji':
      return h('span', { class: 'emoji' }, emojiOf(each, known))
    case 'date':
      return date(each)
    default:
      return String(each.text ?? each.fallback ?? '')
  }
}

/** @type {(words: string, style: unknown) => Child} */
function styled(words, style) {
  const { bold, italic, strike, code } = /** @type {Record<string, boolean | undefined>} */ (style ?? {})
  /** @type {Child} */
  let child = words
  if (code === true) child = h('code', {}, child)
  if (strike === true) child = h('s', {}, child)
  if (italic === true) child = h('em', {}, child)
  return bold === true ? h('strong', {}, child) : child
}

/** @type {(each: Json, known: Known) => string} */
function emojiOf({ name, unicode }, known) {
  const isHex = typeof unicode === 'string' && /^[0-9a-f]{2,5}(?:-[0-9a-f]{2,5})*$/i.test(unicode)
  if (isHex) return String.fromCodePoint(...unicode.split('-').map(point => Number.parseInt(point, 16)))
  return known.emoji[String(name)] ?? `:${String(name)}:`
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })

/** @type {(each: Json) => Child} */
function date({ timestamp, format, fallback }) {
  if (typeof timestamp !== 'number') return String(fallback ?? '')
  return String(format ?? '')
    .replace(/\{time(?:_secs)?\}/g, clock.format(timestamp * 1000))
    .replace(/\{[a-z_]+\}/g, dayName(timestamp))
}

/** @type {(value: unknown) => Json[]} */
function list(value) {
  return Array.isArray(value) ? value : []
}
