import { goTo, placeOf } from './address.js'
import { fill, h } from './dom.js'
import { makeToast } from './overlays.js'
import { clockTime } from './time.js'

/** @typedef {import('./link.js').Id} Id */

/**
 * A part of the screen that shows one topic, or marks it in a list.
 *
 * @typedef {object} Pane
 * @property {HTMLElement} element
 * @property {(topicId: Id | undefined, isByHand: boolean) => void} show
 * @property {() => void} [look] It may have come into sight.
 */

/**
 * @typedef {object} Phone
 * @property {import('./link.js').PlatformName} platform
 * @property {string} label The platform's name.
 * @property {HTMLElement} element
 * @property {() => number} unread
 * @property {(listener: () => void) => void} onChange
 * @property {() => void} look It may have come into sight.
 */

/**
 * A phone: what there is on one side, what was chosen of it on the other; one at a time where there is little room.
 *
 * @param {string} label
 * @param {import('./store.js').Store} store
 * @param {(toast: import('./overlays.js').Toast, open: (topicId: Id | undefined) => void) => { list: Pane, view: Pane }} makePanes
 * @returns {Phone}
 */
export function makePhone(label, store, makePanes) {
  const { platform } = store
  const toast = makeToast()
  const { list, view } = makePanes(toast, topicId => goTo(platform, topicId))

  const clock = h('span', {}, clockTime(Date.now() / 1000))
  setInterval(() => fill(clock, clockTime(Date.now() / 1000)), 10_000)
  const offline = h('p', { class: 'offline', role: 'status', hidden: true }, 'Connecting…')

  const element = h(
    'article',
    { class: 'device', 'data-platform': platform, 'aria-label': `${label} phone` },
    h('div', { class: 'status-bar', 'aria-hidden': true }, clock, h('span', { class: 'status-icons' })),
    h('div', { class: 'screen' }, offline, list.element, view.element, toast.element),
  )

  /** @param {boolean} isByHand */
  const show = isByHand => {
    const topic = store.topic(placeOf(platform) ?? '')
    element.classList.toggle('is-open', topic !== undefined)
    list.show(topic?.id, isByHand)
    view.show(topic?.id, isByHand)
  }

  store.onChange(change => {
    offline.hidden = store.isConnected
    if (change.kind === 'connection') return
    const isShownGone = change.kind === 'topic' && store.topic(change.topicId) === undefined
    if (change.kind === 'all' || isShownGone) show(false)
  })
  addEventListener('hashchange', () => show(true))

  return {
    platform,
    label,
    element,
    unread: store.allUnread,
    onChange: listener => store.onChange(listener),
    look() {
      list.look?.()
      view.look?.()
    },
  }
}
