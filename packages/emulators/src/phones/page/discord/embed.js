import { h } from '../dom.js'
import { link } from '../links.js'
import { markdown } from './markdown.js'

/** @typedef {import('./inline.js').Names} Names */
/** @typedef {Record<string, unknown>} Json */

/**
 * A card below a message, with a coloured edge. Pictures from elsewhere are not fetched.
 *
 * @param {Json} embed
 * @param {Names} names
 * @returns {HTMLElement}
 */
export function embedCard(embed, names) {
  const title = text(embed.title)
  const fields = list(embed.fields).map(field =>
    h(
      'div',
      { class: field.inline === true ? 'embed-field is-inline' : 'embed-field' },
      h('b', {}, ...markdown(text(field.name), names)),
      h('div', {}, ...markdown(text(field.value), names)),
    ),
  )
  const element = h(
    'div',
    { class: 'embed' },
    h('p', { class: 'embed-author' }, text(object(embed.author).name)),
    title !== '' && h('p', { class: 'embed-title' }, link(text(embed.url), ...markdown(title, names))),
    h('div', { class: 'embed-words' }, ...markdown(text(embed.description), names)),
    fields.length > 0 && h('div', { class: 'embed-fields' }, ...fields),
    h('p', { class: 'embed-foot' }, text(object(embed.footer).text)),
  )
  if (typeof embed.color === 'number')
    element.style.setProperty('--embed-color', `#${embed.color.toString(16).padStart(6, '0')}`)
  return element
}

/**
 * The texts and buttons that an app puts below its message.
 *
 * @param {Json} component
 * @param {Names} names
 * @returns {HTMLElement | undefined}
 */
export function componentPart(component, names) {
  const label = text(component.label) || text(object(component.emoji).name)
  if (component.type === 2) return h('button', { class: 'app-button', type: 'button', disabled: true }, label)
  if (component.type === 10) return h('div', { class: 'text' }, ...markdown(text(component.content), names))
  const inside = list(component.components).map(each => componentPart(each, names))
  return inside.length === 0 ? undefined : h('div', { class: 'components' }, ...inside)
}

/** @type {(value: unknown) => string} */
function text(value) {
  return typeof value === 'string' ? value : ''
}

/** @type {(value: unknown) => Json} */
function object(value) {
  return typeof value === 'object' && value !== null ? /** @type {Json} */ (value) : {}
}

/** @type {(value: unknown) => Json[]} */
function list(value) {
  return Array.isArray(value) ? value.map(object) : []
}
