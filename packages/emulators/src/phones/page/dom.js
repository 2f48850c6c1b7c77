/** @typedef {Node | string | false | null | undefined} Child */

/**
 * Makes an element. Attributes are set as they are; `on…` functions listen; `false` and `undefined` are left out.
 * Text only ever becomes text nodes, so nothing that a visitor wrote can become markup.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === undefined || value === null) continue
    if (typeof value === 'function') {
      element.addEventListener(name.slice(2).toLowerCase(), /** @type {EventListener} */ (value))
    } else {
      // ARIA wants the word, HTML's own flags only the name.
      element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : String(value))
    }
  }
  add(element, children)
  return element
}

/**
 * @param {Node} parent
 * @param {Child[]} children
 */
function add(parent, children) {
  for (const child of children) {
    if (child !== false && child !== null && child !== undefined && child !== '') {
      parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child)
    }
  }
}

/**
 * Replaces everything inside an element.
 *
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren()
  add(element, children)
}

const paths = {
  back: 'M15 5l-7 7 7 7',
  more: 'M12 5h.01M12 12h.01M12 19h.01',
  send: 'M4 12l16-8-6 16-3-6.5z',
  attach: 'M19 11.5l-7.5 7.5a4.6 4.6 0 01-6.5-6.5l8-8a3 3 0 014.3 4.3l-8 8a1.5 1.5 0 01-2.1-2.1l7.3-7.3',
  close: 'M6 6l12 12M18 6L6 18',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M6 9l6 6 6-6',
  reply: 'M10 7L4 12l6 5v-3.5c5 0 8 1.5 10 4.5-.5-5-3.5-8.5-10-8.7z',
  edit: 'M5 19l1-4L16 5l3 3L9 18zM14 7l3 3',
  copy: 'M9 9h10v10H9zM5 15V5h10',
  trash: 'M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12M10.5 11v5M13.5 11v5',
  lock: 'M7 11V8.5a5 5 0 0110 0V11M6 11h12v8.5H6z',
  unlock: 'M7 11V8.5a5 5 0 019.7-1.7M6 11h12v8.5H6z',
  search: 'M11 5a6 6 0 100 12 6 6 0 000-12zM16 16l4 4',
  hash: 'M10 5L8 19M16 5l-2 14M5 9.5h15M4 14.5h15',
  thread: 'M4 5h16v10H10l-4 4v-4H4zM8 9h8M8 12h5',
  file: 'M7 4h7l4 4v12H7zM14 4v4h4',
  chats: 'M4 5h12v9H9l-5 4zM9 17h6l5 4V9h-2',
  pencil: 'M5 19l1-4L16 5l3 3L9 18z',
  smile: 'M12 4a8 8 0 100 16 8 8 0 000-16zM9 10h.01M15 10h.01M8.5 14c1.800 2.6 5.2 2.6 7 0',
  command: 'M14.5 5l-5 14',
}

/** @typedef {keyof typeof paths} IconName */

/**
 * Makes a 24 px line icon; decoration only.
 *
 * @param {IconName} name
 * @returns {SVGSVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', `icon icon--${name}`)
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', paths[name])
  svg.appendChild(path)
  return svg
}

/**
 * A picture with somebody's initials, coloured by their id.
 *
 * @param {string} name
 * @param {import('./link.js').Id} id
 * @param {string} [className]
 * @returns {HTMLElement}
 */
export function avatar(name, id, className = 'avatar') {
  return h('span', { class: className, 'data-tone': toneOf(id), 'aria-hidden': true }, initials(name))
}

/**
 * One of seven colours, always the same for an id.
 *
 * @param {import('./link.js').Id} id
 * @returns {number}
 */
export function toneOf(id) {
  if (typeof id === 'number') return Math.abs(id) % 7
  return [...id].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % 7
}

/**
 * @param {string} name
 * @returns {string}
 */
function initials(name) {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter(word => word !== '')
  const letters = words.slice(0, 2).map(word => [...word][0] ?? '')
  return letters.join('').toUpperCase() || '#'
}

/**
 * An emoji to show. Telegram's reactions lack the selector that makes a heart a coloured one.
 *
 * @param {string} emoji
 * @param {string} [className]
 * @returns {HTMLElement}
 */
export function emojiPicture(emoji, className = '') {
  const isPlain = /^\p{Emoji}$/u.test(emoji) && !/\p{Emoji_Presentation}/u.test(emoji)
  return h('span', { class: `emoji ${className}` }, isPlain ? `${emoji}\ufe0f` : emoji)
}
