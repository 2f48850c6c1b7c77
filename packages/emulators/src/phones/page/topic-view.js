import { makeComposer } from './composer.js'
import { fill, h, icon } from './dom.js'
import { perform } from './link.js'
import { watchMessages } from './message-gestures.js'
import { makeMessageLog } from './message-log.js'
import { openMessageMenu } from './message-menu.js'
import { gently } from './motion.js'
import { makeTopicHead } from './topic-head.js'

/** @typedef {import('./link.js').MessageView} MessageView */

/**
 * One topic: its messages and where one answers.
 *
 * @param {import('./store.js').Store} store
 * @param {import('./overlays.js').Toast} toast
 * @param {() => void} onBack
 * @returns {{ element: HTMLElement, show: (topicId: number | undefined) => void }}
 */
export function makeTopicView(store, toast, onBack) {
  /** @type {number | undefined} */
  let shown

  /** @type {(message: MessageView, emoji: string) => void} */
  const react = (message, emoji) =>
    toast.guard(perform('react', { messageId: message.id, emoji, from: store.me().id }))
  /** @type {(message: MessageView, data: string) => void} */
  const press = (message, data) =>
    toast.guard(perform('press', { messageId: message.id, data, from: store.me().id }))
  const read = () => {
    if (shown !== undefined && document.visibilityState === 'visible' && log.isAtBottom())
      store.markRead(shown)
  }

  const head = makeTopicHead(store, toast, onBack)
  const log = makeMessageLog({ me: () => store.me().id, find: store.message, react, press, onRead: read })
  const composer = makeComposer(store, toast, () => log.toBottom(gently()))
  const chat = h(
    'section',
    { class: 'chat', 'aria-label': 'Topic', hidden: true },
    head.element,
    log.element,
    log.jump,
    head.closedBar,
    composer.element,
  )
  const nothing = h('div', { class: 'empty empty--chat' })
  const element = h('div', { class: 'chat-pane' }, nothing, chat)

  const renderNothing = () => {
    const isEmpty = !store.topics().some(topic => topic.id !== 1)
    fill(
      nothing,
      icon('chats'),
      isEmpty && h('h3', {}, 'No conversations yet'),
      h(
        'p',
        {},
        isEmpty
          ? 'As soon as a visitor writes in the widget, a topic for them appears here.'
          : 'Choose a topic to read and answer.',
      ),
    )
  }

  /** @param {boolean} isNew */
  const render = isNew => {
    const topic = store.topic(shown ?? 0)
    if (topic === undefined) return
    head.render(topic)
    log.render(store.messages(topic.id), topic.botAction !== undefined)
    log.settle(isNew)
    read()
  }

  /** @type {(row: HTMLElement) => MessageView | undefined} */
  const messageOf = row => store.message(Number(row.dataset.message))
  const actions = { store, toast, reply: composer.reply, edit: composer.edit, react }

  watchMessages(
    log.list,
    (row, point) => {
      const message = messageOf(row)
      const button = /** @type {HTMLElement} */ (row.querySelector('.message-button'))
      if (message !== undefined) openMessageMenu(button, message, actions, point)
    },
    row => {
      const message = messageOf(row)
      if (message !== undefined) composer.reply(message)
    },
  )
  document.addEventListener('visibilitychange', read)

  store.onChange(change => {
    if (change.kind === 'connection') return
    if (shown === undefined) renderNothing()
    else if (change.kind === 'all' || (change.kind === 'topic' && change.topicId === shown)) render(false)
    else if (change.kind === 'message' && change.message.topicId === shown) render(change.isNew)
  })

  return {
    element,
    show(topicId) {
      const isOther = topicId !== shown
      shown = topicId
      chat.hidden = topicId === undefined
      nothing.hidden = topicId !== undefined
      if (topicId === undefined) return renderNothing()
      if (isOther) composer.open(topicId)
      render(false)
      if (isOther) log.toBottom()
      read()
      // A keyboard that slides over half a phone is not asked for by opening a topic.
      if (isOther && matchMedia('(hover: hover)').matches) composer.focus()
    },
  }
}
