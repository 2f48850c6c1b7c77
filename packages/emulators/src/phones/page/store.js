import { follow } from './link.js'
import { makeMarks } from './marks.js'

/** @typedef {import('./link.js').MessageView} MessageView */
/** @typedef {import('./link.js').TopicView} TopicView */
/** @typedef {import('./link.js').User} User */

/**
 * What changed: everything, one topic's row, one message, or only whether we are connected.
 *
 * @typedef {{ kind: 'all' } | { kind: 'topic', topicId: number } | { kind: 'message', message: MessageView, isNew: boolean } | { kind: 'connection' }} StoreChange
 */

/**
 * @typedef {object} Store
 * @property {boolean} isReady
 * @property {boolean} isConnected
 * @property {string} title
 * @property {User} bot
 * @property {User[]} operators
 * @property {{ command: string, description: string }[]} commands
 * @property {() => User} me
 * @property {(id: number) => void} takeOver
 * @property {() => TopicView[]} topics Newest activity first.
 * @property {(id: number) => TopicView | undefined} topic
 * @property {(topicId: number) => MessageView[]} messages Oldest first, without the deleted.
 * @property {(id: number) => MessageView | undefined} message
 * @property {(topicId: number) => MessageView | undefined} lastMessage
 * @property {(topicId: number) => number} unread
 * @property {(topicId: number) => void} markRead
 * @property {(listener: (change: StoreChange) => void) => void} onChange
 */

/** What clients show of the bot's doing when nothing else ends it. */
const actionMs = 5000

/**
 * Holds what the platform has told.
 *
 * @returns {Store}
 */
export function makeStore() {
  /** @type {Map<number, TopicView>} */
  const topics = new Map()
  /** @type {Map<number, Map<number, MessageView>>} */
  const messages = new Map()
  /** @type {Set<(change: StoreChange) => void>} */
  const listeners = new Set()
  /** @type {Map<number, ReturnType<typeof setTimeout>>} */
  const actionTimers = new Map()
  const marks = makeMarks()

  /** @type {(change: StoreChange) => void} */
  const tell = change => {
    for (const listener of listeners) listener(change)
  }

  /** @type {(message: MessageView) => boolean} */
  const keep = message => {
    const inTopic = messages.get(message.topicId) ?? new Map()
    messages.set(message.topicId, inTopic)
    const isNew = !inTopic.has(message.id)
    if (message.isDeleted) inTopic.delete(message.id)
    else inTopic.set(message.id, message)
    return isNew
  }

  /** @type {(topic: TopicView) => void} */
  const keepTopic = topic => {
    clearTimeout(actionTimers.get(topic.id))
    if (topic.isDeleted) topics.delete(topic.id)
    else topics.set(topic.id, topic)
    if (topic.botAction === undefined) return
    const timer = setTimeout(() => {
      topics.set(topic.id, { ...topic, botAction: undefined })
      tell({ kind: 'topic', topicId: topic.id })
    }, actionMs)
    actionTimers.set(topic.id, timer)
  }

  /** @type {Store} */
  const store = {
    isReady: false,
    isConnected: true,
    title: '',
    bot: { id: 0, is_bot: true, first_name: '' },
    operators: [],
    commands: [],
    me: () =>
      store.operators.find(operator => operator.id === marks.me()) ??
      /** @type {User} */ (store.operators[0]),
    takeOver(id) {
      marks.takeOver(id)
      tell({ kind: 'all' })
    },
    topics: () => [...topics.values()].sort((left, right) => activity(right) - activity(left)),
    topic: id => topics.get(id),
    messages: topicId =>
      [...(messages.get(topicId)?.values() ?? [])].sort((left, right) => left.id - right.id),
    message: id => [...messages.values()].find(inTopic => inTopic.has(id))?.get(id),
    lastMessage: topicId => store.messages(topicId).at(-1),
    unread(topicId) {
      const read = marks.read(topicId)
      const mine = store.me()?.id
      return store
        .messages(topicId)
        .filter(message => message.id > read && message.service === undefined && message.from.id !== mine)
        .length
    },
    markRead(topicId) {
      const last = store.lastMessage(topicId)
      if (last === undefined || last.id <= marks.read(topicId)) return
      marks.markRead(topicId, last.id)
      tell({ kind: 'topic', topicId })
    },
    onChange: listener => void listeners.add(listener),
  }

  /** @type {(topic: TopicView) => number} */
  const activity = topic => store.lastMessage(topic.id)?.id ?? (topic.id === 1 ? -1 : topic.id)

  follow({
    onSnapshot(snapshot) {
      topics.clear()
      messages.clear()
      if (snapshot.instance !== undefined) marks.open(snapshot.instance)
      store.title = snapshot.chat.title
      store.bot = snapshot.bot
      store.operators = snapshot.operators
      store.commands = snapshot.commands
      for (const topic of snapshot.topics) keepTopic(topic)
      for (const message of snapshot.messages) keep(message)
      store.isReady = true
      tell({ kind: 'all' })
    },
    onMessage(message) {
      const isNew = keep(message)
      tell({ kind: 'message', message, isNew })
    },
    onTopic(topic) {
      keepTopic(topic)
      if (topic.isDeleted) messages.delete(topic.id)
      tell({ kind: 'topic', topicId: topic.id })
    },
    onConnection(isConnected) {
      if (store.isConnected === isConnected) return
      store.isConnected = isConnected
      tell({ kind: 'connection' })
    },
  })
  return store
}
