import { h } from './dom.js'

/**
 * A link that opens elsewhere, or plain words when the address is of another kind than these.
 *
 * @param {string} address
 * @param {...import('./dom.js').Child} words
 * @returns {HTMLElement}
 */
export function link(address, ...words) {
  const isSafe = URL.canParse(address) && /^(?:https?|mailto):$/.test(new URL(address).protocol)
  return isSafe
    ? h('a', { href: address, target: '_blank', rel: 'noopener noreferrer nofollow' }, ...words)
    : h('span', {}, ...words)
}

/**
 * Words that are hidden until they are tapped.
 *
 * @param {...import('./dom.js').Child} words
 * @returns {HTMLElement}
 */
export function spoiler(...words) {
  const button = h('button', { class: 'spoiler', type: 'button', 'aria-label': 'Show hidden text' }, ...words)
  button.addEventListener('click', event => {
    event.stopPropagation()
    button.classList.add('is-shown')
    button.removeAttribute('aria-label')
  })
  return button
}
