import { makeComposer } from './composer.js'
import { fill, h } from './dom.js'
import { watchMessages } from './message-gestures.js'
import { makeMessageLog } from './message-log.js'
import { openMessageMenu } from './message-menu.js'
import { gently } from './motion.js'

/** @typedef {import('./link.js').Id} Id */
/** @typedef {import('./link.js').PhoneMessage} PhoneMessage */
/** @typedef {import('./link.js').PhoneTopic} PhoneTopic */

/**
 * What stands above the messages, and the bar below them that says that nobody writes here any more.
 *
 * @template {PhoneTopic} Topic
 * @typedef {object} Head
 * @property {HTMLElement} element
 * @property {HTMLElement} [closedBar]
 * @property {(topic: Topic) => void} render
 */

/**
 * How one platform shows a conversation.
 *
 * @template {PhoneTopic} Topic
 * @template {PhoneMessage} Message
 * @typedef {object} ConversationManners
 * @property {string} label
 * @property {Head<Topic>} head
 * @property {(message: Message, around: import('./message-log.js').Surroundings<Message>) => HTMLElement} draw
 * @property {(message: Message, before: Message | undefined) => unknown} [more] What else a message's look depends on.
 * @property {() => import('./dom.js').Child[]} nothing What is shown while no conversation is chosen.
 * @property {import('./message-menu.js').MenuManners} menu
 * @property {boolean} canReply To a single message.
 * @property {Omit<import('./composer.js').ComposerManners, 'onSent'>} composer
 * @property {(topic: Topic) => string} [placeholder]
 */

/**
 * One conversation: its messages and where one answers.
 *
 * @template {PhoneTopic} Topic
 * @template {PhoneMessage} Message
 * @template {object} More
 * @param {import('./store.js').Store<Topic, Message, More>} store
 * @param {import('./overlays.js').Toast} toast
 * @param {ConversationManners<Topic, Message>} manners
 * @returns {import('./phone.js').Pane}
 */
export function makeConversation(store, toast, manners) {
  const { head, draw, more } = manners
  /** @type {Id | undefined} */
  let shown

  const read = () => {
    const isSeen = document.visibilityState === 'visible' && element.checkVisibility()
    if (shown !== undefined && isSeen && log.isAtBottom()) store.markRead(shown)
  }

  const me = () => store.me().id
  const typing = () => `${store.world.bot.name} is typing…`
  const log = makeMessageLog({ me, find: store.message, draw, onRead: read, typing, ...(more && { more }) })
  const anyStore = /** @type {import('./store.js').Store} */ (/** @type {unknown} */ (store))
  const composer = makeComposer(anyStore, toast, {
    ...manners.composer,
    onSent: () => log.toBottom(gently()),
  })
  const chat = h(
    'section',
    { class: 'chat', 'aria-label': manners.label, hidden: true },
    head.element,
    log.element,
    log.jump,
    head.closedBar,
    composer.element,
  )
  const nothing = h('div', { class: 'empty empty--chat' })
  const element = h('div', { class: 'chat-pane' }, nothing, chat)

  const renderNothing = () => fill(nothing, ...manners.nothing())

  /** @param {boolean} isNew */
  const render = isNew => {
    const topic = store.topic(shown ?? 0)
    if (topic === undefined) return
    head.render(topic)
    log.render(store.messages(topic.id), topic.botAction !== undefined)
    log.settle(isNew)
    read()
  }

  /** @type {(row: HTMLElement) => Message | undefined} */
  const messageOf = row => store.message(row.dataset.message ?? '')
  const reply = manners.canReply ? composer.reply : undefined
  const actions = { store: anyStore, toast, manners: manners.menu, reply, edit: composer.edit }

  watchMessages(
    log.list,
    (row, point) => {
      const message = messageOf(row)
      const button = /** @type {HTMLElement} */ (row.querySelector('.message-button'))
      if (message !== undefined) openMessageMenu(button, message, actions, point)
    },
    row => {
      const message = messageOf(row)
      if (message !== undefined) reply?.(message)
    },
  )
  document.addEventListener('visibilitychange', read)

  store.onChange(change => {
    if (change.kind === 'connection') return
    if (shown === undefined) renderNothing()
    else if (change.kind === 'all' || (change.kind === 'topic' && change.topicId === shown)) render(false)
    else if (change.kind === 'message' && change.message.topicId === shown) render(change.isNew)
    // What this topic is about may stand elsewhere.
    else if (change.kind === 'message' && change.message.id === shown) render(false)
  })

  return {
    element,
    show(topicId, isByHand) {
      const isOther = topicId !== shown
      shown = topicId
      chat.hidden = topicId === undefined
      nothing.hidden = topicId !== undefined
      const topic = topicId === undefined ? undefined : store.topic(topicId)
      if (topic === undefined) return renderNothing()
      if (isOther) composer.open(topicId, manners.placeholder?.(topic))
      render(false)
      if (isOther) log.toBottom()
      read()
      // A keyboard that slides over half a phone is not asked for by opening a topic.
      if (isOther && isByHand && matchMedia('(hover: hover)').matches) composer.focus()
    },
    look: read,
  }
}
