import { fill, h } from './dom.js'
import { gently } from './motion.js'

/** @typedef {import('./phone.js').Phone} Phone */

/**
 * Puts phones beside each other, with a bar that counts what is unread on each: where not all have room, it leads from
 * one to the next.
 *
 * @param {HTMLElement} desk
 * @param {Phone[]} phones
 */
export function setDesk(desk, phones) {
  const stage = h('div', { class: 'stage' }, ...phones.map(({ element }) => element))
  const tabs = phones.map(phone => ({ phone, button: h('button', { class: 'tab', type: 'button' }) }))
  const bar = h(
    'nav',
    { class: 'tabs', 'aria-label': 'Phones', hidden: phones.length < 2 },
    ...tabs.map(({ button }) => button),
  )
  desk.replaceChildren(bar, stage)

  const showUnread = () => {
    let all = 0
    for (const { phone, button } of tabs) {
      const count = phone.unread()
      all += count
      const badge = count > 0 && h('span', { class: 'badge' }, count > 99 ? '99+' : String(count))
      const words = count > 0 && h('span', { class: 'visually-hidden' }, 'unread')
      fill(
        button,
        h('span', { class: `logo logo--${phone.platform}`, 'aria-hidden': true }),
        phone.label,
        badge,
        words,
      )
    }
    document.title = all > 0 ? `(${all}) Phones` : 'Phones'
  }

  /** @param {Phone} front */
  const turnTo = front => {
    for (const { phone, button } of tabs) {
      phone.element.classList.toggle('is-front', phone === front)
      button.setAttribute('aria-current', String(phone === front))
    }
    front.element.scrollIntoView({ behavior: gently(), inline: 'center', block: 'nearest' })
    front.look()
  }

  for (const { phone, button } of tabs) {
    button.addEventListener('click', () => turnTo(phone))
    phone.onChange(showUnread)
  }
  // The address may name a conversation on another phone than the first.
  const named = phones.find(({ platform }) => location.hash.startsWith(`#${platform}/`))
  const [first] = phones
  if (first !== undefined) turnTo(named ?? first)
  showUnread()
}
