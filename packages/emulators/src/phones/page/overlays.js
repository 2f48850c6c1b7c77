import { fill, h, icon } from './dom.js'

/**
 * @typedef {object} MenuItem
 * @property {string} label
 * @property {() => void} run
 * @property {import('./dom.js').IconName} [icon]
 * @property {string} [hint]
 * @property {boolean} [isChecked]
 * @property {boolean} [isDanger]
 * @property {boolean} [isApart] A line stands above it.
 */

/**
 * @typedef {object} Menu
 * @property {string} label
 * @property {string} [title]
 * @property {HTMLElement} [top] Stands above the items.
 * @property {MenuItem[]} items
 */

const margin = 8

/**
 * Opens a menu at an element or a point. Arrows move, Escape and a click elsewhere close; the focus returns.
 *
 * @param {HTMLElement} anchor
 * @param {Menu} menu
 * @param {{ x: number, y: number }} [point]
 */
export function openMenu(anchor, menu, point) {
  const opener = document.activeElement
  const element = h('div', {
    class: 'menu',
    popover: 'manual',
    role: 'menu',
    tabindex: -1,
    'aria-label': menu.label,
  })
  const items = menu.items.map(item => {
    const role = item.isChecked === undefined ? 'menuitem' : 'menuitemradio'
    return h(
      'button',
      {
        type: 'button',
        role,
        class: ['menu-item', item.isDanger && 'is-danger', item.isApart && 'is-apart']
          .filter(Boolean)
          .join(' '),
        'aria-checked': item.isChecked === undefined ? undefined : String(item.isChecked),
        onclick: item.run,
      },
      item.isChecked === undefined
        ? item.icon !== undefined && icon(item.icon)
        : item.isChecked
          ? icon('check')
          : h('span', { class: 'icon' }),
      h('span', { class: 'menu-label' }, item.label, item.hint !== undefined && h('small', {}, item.hint)),
    )
  })
  fill(element, menu.title !== undefined && h('p', { class: 'menu-title' }, menu.title), menu.top, ...items)

  // Closed by hand: a light dismissal would take the button that is let go after a right click for a click elsewhere.
  const closer = new AbortController()
  const { signal } = closer
  const close = () => {
    if (signal.aborted) return
    closer.abort()
    element.remove()
    if (opener instanceof HTMLElement && (document.activeElement ?? document.body) === document.body)
      opener.focus()
  }

  element.addEventListener('click', event => {
    if (/** @type {Element} */ (event.target).closest('button') !== null) close()
  })
  element.addEventListener('keydown', event => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      close()
    }
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const stops = [...element.querySelectorAll('button')]
    const index = stops.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
    stops.at((index + step + (index < 0 && step < 0 ? 1 : 0)) % stops.length)?.focus()
  })
  const dismiss = (/** @type {Event} */ event) => {
    if (!element.contains(/** @type {Node} */ (event.target))) close()
  }
  document.addEventListener('pointerdown', dismiss, { signal, capture: true })
  document.addEventListener('wheel', dismiss, { signal, capture: true, passive: true })
  addEventListener('resize', close, { signal })
  addEventListener('blur', close, { signal })

  // Inside of its phone, whose colours it wears and where assistive technology looks for it; the top layer lifts it
  // above all else.
  const parent = anchor.closest('.device') ?? document.body
  parent.appendChild(element)
  element.showPopover()
  place(element, point === undefined ? anchor.getBoundingClientRect() : new DOMRect(point.x, point.y, 0, 0))
  const isByKeyboard = opener?.matches(':focus-visible') === true && opener.matches('button')
  if (isByKeyboard) items[0]?.focus()
  else element.focus()
}

/**
 * Puts the menu below its anchor, or above where there is no room.
 *
 * @param {HTMLElement} element
 * @param {DOMRect} anchor
 */
function place(element, anchor) {
  const { width, height } = element.getBoundingClientRect()
  const below = anchor.bottom + 4
  const top = below + height + margin <= innerHeight ? below : Math.max(margin, anchor.top - height - 4)
  const left = anchor.left + width + margin <= innerWidth ? anchor.left : anchor.right - width
  element.style.top = `${Math.max(margin, Math.min(top, innerHeight - height - margin))}px`
  element.style.left = `${Math.max(margin, Math.min(left, innerWidth - width - margin))}px`
}

/**
 * Asks for a line of text; `undefined` when it is cancelled.
 *
 * @param {string} title
 * @param {string} label
 * @param {string} value
 * @param {string} action
 * @returns {Promise<string | undefined>}
 */
export async function askText(title, label, value, action) {
  const field = h('input', { class: 'field', value, maxlength: 128, autofocus: true, 'aria-label': label })
  const isDone = await ask(title, [field], action, false)
  const text = field.value.trim()
  return isDone && text !== '' ? text : undefined
}

/**
 * Asks whether to do something that cannot be undone.
 *
 * @param {string} title
 * @param {string} text
 * @param {string} action
 * @returns {Promise<boolean>}
 */
export function askWhether(title, text, action) {
  return ask(title, [h('p', {}, text)], action, true)
}

/**
 * @param {string} title
 * @param {HTMLElement[]} content
 * @param {string} action
 * @param {boolean} isDanger
 * @returns {Promise<boolean>}
 */
function ask(title, content, action, isDanger) {
  const dialog = h('dialog', { class: 'dialog', 'aria-label': title })
  const form = h(
    'form',
    { method: 'dialog' },
    h('h2', {}, title),
    ...content,
    h(
      'div',
      { class: 'dialog-buttons' },
      h('button', { class: 'plain-button', type: 'button', onclick: () => dialog.close('') }, 'Cancel'),
      h('button', { class: isDanger ? 'danger-button' : 'main-button', value: 'done' }, action),
    ),
  )
  // The page's policy lets no form leave it, so the dialog is closed by hand.
  form.addEventListener('submit', event => {
    event.preventDefault()
    dialog.close('done')
  })
  dialog.appendChild(form)
  const phone = document.activeElement?.closest('.device') ?? document.body
  phone.appendChild(dialog)
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      dialog.remove()
      resolve(dialog.returnValue === 'done')
    })
    dialog.showModal()
  })
}

/**
 * @typedef {object} Toast
 * @property {HTMLElement} element
 * @property {(text: string) => void} say
 * @property {(work: Promise<void>) => void} guard Says why something could not be done.
 */

const toastMs = 4000

/**
 * A line at the bottom that says what went wrong, for a while.
 *
 * @returns {Toast}
 */
export function makeToast() {
  const element = h('p', { class: 'toast', role: 'status', 'aria-live': 'polite' })
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** @param {string} text */
  const say = text => {
    fill(element, text)
    element.classList.add('is-shown')
    clearTimeout(timer)
    timer = setTimeout(() => element.classList.remove('is-shown'), toastMs)
  }
  return {
    element,
    say,
    guard(work) {
      work.catch(error =>
        say(error instanceof TypeError ? 'The phone has no connection.' : String(error.message)),
      )
    },
  }
}
