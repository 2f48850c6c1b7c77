import { makeComposer } from '../composer.js'
import { fill, h, icon } from '../dom.js'
import { makeHolder } from '../holder.js'
import { watchMessages } from '../message-gestures.js'
import { makeMessageLog } from '../message-log.js'
import { openMessageMenu, toggleReaction } from '../message-menu.js'
import { gently } from '../motion.js'
import { compareIds } from '../store.js'
import { drawMessage, threadSummary } from './message.js'

/** @typedef {import('./slack-phone.js').SlackMessage} SlackMessage */

/**
 * The channel: what stands in it itself, each message with what hangs on it, and where one writes a new one.
 *
 * @param {import('./slack-phone.js').SlackStore} store
 * @param {import('../overlays.js').Toast} toast
 * @param {(topicId: import('../link.js').Id) => void} open
 * @param {import('../message-menu.js').MenuManners} menu
 * @returns {import('../phone.js').Pane}
 */
export function makeChannel(store, toast, open, menu) {
  const anyStore = /** @type {import('../store.js').Store} */ (/** @type {unknown} */ (store))
  const title = h('h2', { class: 'list-title' })
  const subtitle = h('p', { class: 'list-subtitle' })
  const holder = makeHolder(anyStore)
  const empty = h(
    'div',
    { class: 'empty', hidden: true },
    icon('chats'),
    h('h3', {}, 'No conversations yet'),
    h('p', {}, 'As soon as a visitor writes in the widget, a message with a thread for them appears here.'),
  )
  const archivedBar = h('div', { class: 'closed-bar', hidden: true })

  /** @type {(message: SlackMessage) => SlackMessage[]} */
  const repliesTo = ({ id }) => store.messages(id).filter(reply => reply.id !== id)
  /** @type {(message: SlackMessage) => import('../dom.js').Child} */
  const summary = message =>
    threadSummary(repliesTo(message), store.unread(message.topicId), () => open(message.topicId))

  const log = makeMessageLog({
    me: () => store.me().id,
    find: store.message,
    more: message => [repliesTo(message), store.unread(message.topicId)],
    draw: (message, around) =>
      drawMessage(
        message,
        { ...around, isFirst: true },
        {
          known: store.world,
          react: (about, emoji) => toast.guard(toggleReaction(anyStore, about, emoji)),
          above: message.isBroadcast && h('p', { class: 'broadcast' }, 'replied to a thread'),
          after: summary(message),
        },
      ),
    // What is read is read in its thread; a message that stands alone is read here.
    onRead: () => read(),
  })
  const composer = makeComposer(anyStore, toast, {
    sign: '!',
    maxLength: 12_000,
    onSent: () => log.toBottom(gently()),
  })
  const element = h(
    'section',
    { class: 'list channel', 'aria-label': 'Channel' },
    h('header', { class: 'list-head' }, h('div', { class: 'list-names' }, title, subtitle), holder.element),
    empty,
    log.element,
    log.jump,
    archivedBar,
    composer.element,
  )

  const parents = () =>
    store
      .topics()
      .flatMap(topic => store.messages(topic.id))
      .filter(message => message.id === message.topicId || message.isBroadcast)
      .sort((left, right) => compareIds(left.id, right.id))

  const read = () => {
    if (document.visibilityState !== 'visible' || !element.checkVisibility() || !log.isAtBottom()) return
    for (const { id } of parents())
      if (store.messages(id).length === 1 && store.unread(id) > 0) store.markRead(id)
  }

  /** @param {boolean} isNew */
  const render = isNew => {
    if (!store.isReady) return
    const messages = parents()
    holder.render()
    fill(title, '# ', store.world.title)
    const threads = messages.filter(message => repliesTo(message).length > 0).length
    fill(subtitle, `${store.world.team} · ${threads === 1 ? '1 thread' : `${threads} threads`}`)
    empty.hidden = messages.some(({ service }) => service === undefined)
    log.element.hidden = !empty.hidden && messages.length === 0
    log.render(messages)
    log.settle(isNew)
    composer.element.hidden = store.world.isArchived
    archivedBar.hidden = !store.world.isArchived
    const unarchive = () => toast.guard(store.perform('unarchive', {}))
    fill(
      archivedBar,
      icon('lock'),
      h('span', {}, 'This channel is archived.'),
      h('button', { type: 'button', onclick: unarchive }, 'Unarchive'),
    )
    read()
  }

  /** @type {(row: HTMLElement) => SlackMessage | undefined} */
  const messageOf = row => store.message(row.dataset.message ?? '')
  watchMessages(
    log.list,
    (row, point) => {
      const message = messageOf(row)
      const button = /** @type {HTMLElement} */ (row.querySelector('.message-button'))
      if (message === undefined) return
      const actions = {
        store: anyStore,
        toast,
        manners: menu,
        reply: () => open(message.topicId),
        replyLabel: 'Reply in thread',
        edit: composer.edit,
      }
      openMessageMenu(button, message, actions, point)
    },
    row => open(messageOf(row)?.topicId ?? ''),
  )

  store.onChange(change => {
    if (change.kind === 'connection') return
    render(change.kind === 'message' && change.isNew && change.message.id === change.message.topicId)
  })
  let isOpened = false

  return {
    element,
    show() {
      if (isOpened) return render(false)
      isOpened = true
      composer.open(undefined, `Message #${store.world.title}`)
      render(false)
      log.toBottom()
    },
    look: read,
  }
}
