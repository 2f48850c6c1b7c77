import { h } from '../dom.js'
import { link, spoiler } from '../links.js'

/** @typedef {import('../../../telegram/wire.ts').Entity} Entity */

/** @type {Record<string, keyof HTMLElementTagNameMap>} */
const tags = {
  bold: 'strong',
  italic: 'em',
  underline: 'u',
  strikethrough: 's',
  code: 'code',
  pre: 'pre',
  blockquote: 'blockquote',
  expandable_blockquote: 'blockquote',
}

/**
 * Renders a text with its entities as nodes. Offsets are UTF-16 units, as JavaScript counts anyway.
 *
 * @param {string} text
 * @param {Entity[]} entities
 * @returns {DocumentFragment}
 */
export function richText(text, entities) {
  const fragment = document.createDocumentFragment()
  const sorted = [...entities].sort((left, right) => left.offset - right.offset || right.length - left.length)
  renderRange(fragment, text, sorted, 0, text.length)
  return fragment
}

/**
 * @param {Node} parent
 * @param {string} text
 * @param {Entity[]} entities Sorted; outer ones first.
 * @param {number} from
 * @param {number} to
 */
function renderRange(parent, text, entities, from, to) {
  let position = from
  for (let index = 0; index < entities.length; index++) {
    const entity = /** @type {Entity} */ (entities[index])
    // Inside of one that was rendered already, or crossing its end.
    if (entity.offset < position || entity.offset >= to) continue
    const end = Math.min(entity.offset + entity.length, to)
    parent.appendChild(document.createTextNode(text.slice(position, entity.offset)))
    const element = elementFor(entity, text.slice(entity.offset, end))
    renderRange(element, text, entities.slice(index + 1), entity.offset, end)
    parent.appendChild(element)
    // A block ends its line by itself.
    position = isBlock(entity) && text.charAt(end) === '\n' ? end + 1 : end
  }
  parent.appendChild(document.createTextNode(text.slice(position, to)))
}

/** @type {(entity: Entity) => boolean} */
function isBlock(entity) {
  return entity.type === 'pre' || entity.type === 'blockquote' || entity.type === 'expandable_blockquote'
}

/**
 * @param {Entity} entity
 * @param {string} words
 * @returns {HTMLElement}
 */
function elementFor(entity, words) {
  const tag = tags[entity.type]
  if (tag !== undefined) return h(tag)
  switch (entity.type) {
    case 'spoiler':
      return spoiler()
    case 'url':
      return link(/^[a-z]+:\/\//i.test(words) ? words : `https://${words}`)
    case 'email':
      return link(`mailto:${words}`)
    case 'text_link':
      return link(entity.url ?? '')
    default:
      return h('span', { class: 'mark' })
  }
}
