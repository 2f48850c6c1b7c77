import { follow, perform } from './link.js'
import { makeMarks } from './marks.js'

/** @typedef {import('./link.js').Id} Id */
/** @typedef {import('./link.js').PhoneMessage} PhoneMessage */
/** @typedef {import('./link.js').PhoneTopic} PhoneTopic */
/** @typedef {import('../phone.ts').PhoneOperator} PhoneOperator */

/**
 * What changed: everything, one topic's row, one message, or only whether we are connected.
 *
 * @template {PhoneMessage} Message
 * @typedef {{ kind: 'all' } | { kind: 'topic', topicId: Id } | { kind: 'message', message: Message, isNew: boolean } | { kind: 'connection' }} StoreChange
 */

/**
 * @template {PhoneTopic} [Topic=PhoneTopic]
 * @template {PhoneMessage} [Message=PhoneMessage]
 * @template {object} [More=object]
 * @typedef {object} Store
 * @property {import('./link.js').PlatformName} platform
 * @property {boolean} isReady
 * @property {boolean} isConnected
 * @property {import('./link.js').Snapshot<Topic, Message> & More} world What came with the last snapshot; its topics and messages are asked for below.
 * @property {() => PhoneOperator} me
 * @property {(id: Id) => void} takeOver
 * @property {() => Topic[]} topics Newest activity first.
 * @property {(id: Id) => Topic | undefined} topic
 * @property {(topicId: Id) => Message[]} messages Oldest first, without the deleted.
 * @property {(id: Id) => Message | undefined} message
 * @property {(topicId: Id) => Message | undefined} lastMessage
 * @property {(topicId: Id) => number} unread
 * @property {() => number} allUnread
 * @property {(topicId: Id) => void} markRead
 * @property {(deed: string, details: Record<string, unknown>) => Promise<void>} perform Does it as whoever holds the phone.
 * @property {(listener: (change: StoreChange<Message>) => void) => void} onChange
 */

/**
 * Orders ids: the later one is the larger one, and a longer one is larger than any shorter one.
 *
 * @param {Id} left
 * @param {Id} right
 * @returns {number}
 */
export function compareIds(left, right) {
  const [first, second] = [String(left), String(right)]
  return first.length - second.length || (first < second ? -1 : first > second ? 1 : 0)
}

/**
 * Holds what a platform has told.
 *
 * @template {PhoneTopic} Topic
 * @template {PhoneMessage} Message
 * @template {object} More
 * @param {import('./link.js').PlatformName} platform
 * @param {More} more What its snapshot has beside what all have, before there is one.
 * @param {{ actionMs?: number, counts?: (message: Message) => boolean }} [manners] How long clients show the bot's doing, and which messages count as unread.
 * @returns {Store<Topic, Message, More>}
 */
export function makeStore(platform, more, { actionMs = 5000, counts = () => true } = {}) {
  /** @type {Map<string, Topic>} */
  const topics = new Map()
  /** @type {Map<string, Map<string, Message>>} */
  const messages = new Map()
  /** @type {Set<(change: StoreChange<Message>) => void>} */
  const listeners = new Set()
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const actionTimers = new Map()
  const marks = makeMarks(platform)

  /** @type {(change: StoreChange<Message>) => void} */
  const tell = change => {
    for (const listener of listeners) listener(change)
  }

  /** @type {(message: Message) => boolean} */
  const keep = message => {
    const inTopic = messages.get(String(message.topicId)) ?? new Map()
    messages.set(String(message.topicId), inTopic)
    const isNew = !inTopic.has(String(message.id))
    if (message.isDeleted) inTopic.delete(String(message.id))
    else inTopic.set(String(message.id), message)
    return isNew
  }

  /** @type {(topic: Topic) => void} */
  const keepTopic = topic => {
    const key = String(topic.id)
    clearTimeout(actionTimers.get(key))
    if (topic.isDeleted) topics.delete(key)
    else topics.set(key, topic)
    if (topic.botAction === undefined) return
    const timer = setTimeout(() => {
      topics.set(key, { ...topic, botAction: undefined })
      tell({ kind: 'topic', topicId: topic.id })
    }, actionMs)
    actionTimers.set(key, timer)
  }

  /** @type {Store<Topic, Message, More>} */
  const store = {
    platform,
    isReady: false,
    isConnected: true,
    world: {
      ...more,
      title: '',
      bot: { id: 0, isBot: true, name: '' },
      operators: [],
      commands: [],
      topics: [],
      messages: [],
    },
    me: () =>
      store.world.operators.find(operator => operator.id === marks.me()) ??
      /** @type {PhoneOperator} */ (store.world.operators[0]),
    takeOver(id) {
      marks.takeOver(id)
      tell({ kind: 'all' })
    },
    topics: () => [...topics.values()].sort((left, right) => compareIds(activity(right), activity(left))),
    topic: id => topics.get(String(id)),
    messages: topicId =>
      [...(messages.get(String(topicId))?.values() ?? [])].sort((left, right) =>
        compareIds(left.id, right.id),
      ),
    message: id => [...messages.values()].find(inTopic => inTopic.has(String(id)))?.get(String(id)),
    lastMessage: topicId => store.messages(topicId).at(-1),
    unread(topicId) {
      const read = marks.read(topicId)
      const mine = store.me()?.id
      return store
        .messages(topicId)
        .filter(message => compareIds(message.id, read) > 0 && message.service === undefined)
        .filter(message => message.from.id !== mine && counts(message)).length
    },
    allUnread: () => [...topics.values()].reduce((sum, topic) => sum + store.unread(topic.id), 0),
    markRead(topicId) {
      const last = store.lastMessage(topicId)
      if (last === undefined || compareIds(last.id, marks.read(topicId)) <= 0) return
      marks.markRead(topicId, last.id)
      tell({ kind: 'topic', topicId })
    },
    perform: (deed, details) => perform(platform, deed, { ...details, from: store.me().id }),
    onChange: listener => void listeners.add(listener),
  }

  /** @type {(topic: Topic) => Id} */
  const activity = topic => store.lastMessage(topic.id)?.id ?? topic.id

  follow(platform, {
    onSnapshot(/** @type {import('./link.js').Snapshot<Topic, Message> & More} */ snapshot) {
      topics.clear()
      messages.clear()
      if (snapshot.instance !== undefined) marks.open(snapshot.instance)
      store.world = snapshot
      for (const topic of snapshot.topics) keepTopic(topic)
      for (const message of snapshot.messages) keep(message)
      store.isReady = true
      tell({ kind: 'all' })
    },
    onMessage(/** @type {Message} */ message) {
      const isNew = keep(message)
      const topic = topics.get(String(message.topicId))
      // Who has said something types no longer.
      if (isNew && message.from.isBot && topic?.botAction !== undefined)
        keepTopic({ ...topic, botAction: undefined })
      tell({ kind: 'message', message, isNew })
    },
    onTopic(/** @type {Topic} */ topic) {
      keepTopic(topic)
      if (topic.isDeleted) messages.delete(String(topic.id))
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
