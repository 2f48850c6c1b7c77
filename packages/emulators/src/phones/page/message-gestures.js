const longPressMs = 450
// What a message is on each platform: a bubble's row, or a post.
const rowSelector = '.row, .post'

/**
 * Watches a list of messages: the button, a right click, a long press and a tap open a message's menu, a double click
 * replies, and the arrow keys walk from message to message.
 *
 * @param {HTMLElement} list
 * @param {(row: HTMLElement, point: { x: number, y: number } | undefined) => void} onMenu
 * @param {(row: HTMLElement) => void} onReply
 */
export function watchMessages(list, onMenu, onReply) {
  /** @type {(event: Event) => HTMLElement | undefined} */
  const rowOf = event => {
    const row = /** @type {Element} */ (event.target).closest(rowSelector)
    return row instanceof HTMLElement ? row : undefined
  }
  /** @type {(event: Event) => boolean} */
  const isOnControl = event => /** @type {Element} */ (event.target).closest('a, button') !== null
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let press
  let wasLongPress = false

  list.addEventListener('click', event => {
    const row = rowOf(event)
    if (row === undefined) return
    const isButton = /** @type {Element} */ (event.target).closest('.message-button') !== null
    const isTap = /** @type {PointerEvent} */ (event).pointerType === 'touch' && !isOnControl(event)
    if (isButton) onMenu(row, undefined)
    // The finger that leaves after a long press has opened the menu already.
    else if (isTap && !wasLongPress) onMenu(row, { x: event.clientX, y: event.clientY })
  })
  list.addEventListener('contextmenu', event => {
    const row = rowOf(event)
    // Words that are marked, and links, keep the browser's own menu.
    const isOnLink = /** @type {Element} */ (event.target).closest('a') !== null
    if (row === undefined || isOnLink || String(getSelection()) !== '') return
    event.preventDefault()
    onMenu(row, { x: event.clientX, y: event.clientY })
  })
  list.addEventListener('dblclick', event => {
    const row = rowOf(event)
    if (row === undefined || isOnControl(event)) return
    getSelection()?.removeAllRanges()
    onReply(row)
  })

  list.addEventListener('pointerdown', event => {
    const row = rowOf(event)
    if (row === undefined || event.pointerType === 'mouse' || isOnControl(event)) return
    const point = { x: event.clientX, y: event.clientY }
    wasLongPress = false
    press = setTimeout(() => {
      wasLongPress = true
      onMenu(row, point)
    }, longPressMs)
  })
  for (const name of ['pointerup', 'pointercancel', 'pointermove', 'pointerleave']) {
    list.addEventListener(name, () => clearTimeout(press))
  }

  list.addEventListener('keydown', event => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    const current = /** @type {Element} */ (event.target)
    if (step === undefined || !current.matches('.message-button')) return
    event.preventDefault()
    const stops = /** @type {HTMLElement[]} */ ([...list.querySelectorAll('.message-button')])
    const next = stops[stops.indexOf(/** @type {HTMLElement} */ (current)) + step]
    if (next === undefined) return
    current.setAttribute('tabindex', '-1')
    next.setAttribute('tabindex', '0')
    next.focus()
  })
}
