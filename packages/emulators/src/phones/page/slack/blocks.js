import { h } from '../dom.js'
import { link } from '../links.js'
import { mrkdwn } from './mrkdwn.js'
import { richText } from './rich-text.js'

/** @typedef {import('../dom.js').Child} Child */
/** @typedef {import('./mrkdwn.js').Known} Known */
/** @typedef {Record<string, unknown>} Json */

/**
 * Renders blocks. Those that have no words are left out; pictures from elsewhere are not fetched.
 *
 * @param {Json[]} blocks
 * @param {Known} known
 * @returns {Child[]}
 */
export function drawBlocks(blocks, known) {
  return blocks.map(block => drawBlock(block, known))
}

/** @type {(block: Json, known: Known) => Child} */
function drawBlock(block, known) {
  switch (block.type) {
    case 'rich_text':
      return h('div', { class: 'text', dir: 'auto' }, ...richText(block, known))
    case 'header':
      return h('p', { class: 'block-header' }, ...words(block.text, known))
    case 'divider':
      return h('hr', { class: 'block-divider' })
    case 'markdown':
      return h('div', { class: 'text', dir: 'auto' }, String(block.text ?? ''))
    case 'context':
      return h('p', { class: 'block-context' }, ...list(block.elements).flatMap(each => words(each, known)))
    case 'actions':
      return h('div', { class: 'components' }, ...list(block.elements).map(each => button(each, known)))
    case 'section': {
      const fields = list(block.fields).map(field => h('div', {}, ...words(field, known)))
      return h(
        'div',
        { class: 'text', dir: 'auto' },
        ...words(block.text, known),
        fields.length > 0 && h('div', { class: 'block-fields' }, ...fields),
        block.accessory !== undefined && button(/** @type {Json} */ (block.accessory), known),
      )
    }
    default:
      return undefined
  }
}

/** @type {(element: Json, known: Known) => Child} */
function button(element, known) {
  if (element.type !== 'button') return undefined
  return h('button', { class: 'app-button', type: 'button', disabled: true }, ...words(element.text, known))
}

/** @type {(value: unknown, known: Known) => Child[]} */
function words(value, known) {
  if (typeof value !== 'object' || value === null) return []
  const { type, text } = /** @type {Json} */ (value)
  if (typeof text !== 'string') return []
  return type === 'mrkdwn' ? mrkdwn(text, known) : [text]
}

/**
 * A card below a message, such as the preview of a link.
 *
 * @param {Json} attachment
 * @param {Known} known
 * @returns {HTMLElement}
 */
export function attachmentCard(attachment, known) {
  const { title, title_link: address, text, pretext, service_name: service, blocks } = attachment
  return h(
    'div',
    { class: 'embed' },
    typeof service === 'string' && h('p', { class: 'embed-author' }, service),
    typeof title === 'string' && h('p', { class: 'embed-title' }, link(String(address ?? ''), title)),
    typeof pretext === 'string' && h('div', { class: 'text' }, ...mrkdwn(pretext, known)),
    typeof text === 'string' && text !== '' && h('div', { class: 'text' }, ...mrkdwn(text, known)),
    ...drawBlocks(list(blocks), known),
  )
}

/** @type {(value: unknown) => Json[]} */
function list(value) {
  return Array.isArray(value) ? value : []
}
