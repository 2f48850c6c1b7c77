import { fill, h } from './dom.js'
import { makeToast } from './overlays.js'
import { makeStore } from './store.js'
import { clockTime } from './time.js'
import { makeTopicList } from './topic-list.js'
import { makeTopicView } from './topic-view.js'

/**
 * The Telegram phone: topics on one side, the chosen one on the other; one at a time where there is little room.
 * The chosen topic stands in the address, so that the browser's back button leads to the list.
 *
 * @returns {HTMLElement}
 */
export function telegramPhone() {
  const store = makeStore()
  const toast = makeToast()
  const list = makeTopicList(store, toast, topicId => open(topicId))
  const view = makeTopicView(store, toast, () => open(undefined))

  const clock = h('span', {}, clockTime(Date.now() / 1000))
  setInterval(() => fill(clock, clockTime(Date.now() / 1000)), 10_000)
  const offline = h('p', { class: 'offline', role: 'status', hidden: true }, 'Connecting…')

  const element = h(
    'article',
    { class: 'device', 'data-platform': 'telegram', 'aria-label': 'Telegram phone' },
    h('div', { class: 'status-bar', 'aria-hidden': true }, clock, h('span', { class: 'status-icons' })),
    h('div', { class: 'screen' }, offline, list.element, view.element, toast.element),
  )

  /** @param {number | undefined} topicId */
  const open = topicId => {
    location.hash = topicId === undefined ? '' : `telegram/${topicId}`
  }

  const show = () => {
    const wanted = Number(/^#telegram\/(\d+)$/.exec(location.hash)?.[1])
    const topicId = store.topic(wanted) === undefined ? undefined : wanted
    element.classList.toggle('is-open', topicId !== undefined)
    list.select(topicId)
    view.show(topicId)
  }

  const showUnread = () => {
    const count = store.topics().reduce((sum, topic) => sum + store.unread(topic.id), 0)
    document.title = count > 0 ? `(${count}) Phones` : 'Phones'
  }

  store.onChange(change => {
    offline.hidden = store.isConnected
    if (change.kind === 'connection') return
    const isShownGone = change.kind === 'topic' && store.topic(change.topicId) === undefined
    if (change.kind === 'all' || isShownGone) show()
    showUnread()
  })
  addEventListener('hashchange', show)
  return element
}
