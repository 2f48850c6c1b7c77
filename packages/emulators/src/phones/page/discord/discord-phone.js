import { makeConversation } from '../conversation.js'
import { h, icon } from '../dom.js'
import { toggleReaction } from '../message-menu.js'
import { makePhone } from '../phone.js'
import { makeStore } from '../store.js'
import { drawMessage, threadCard } from './message.js'
import { makeThreadHead } from './thread-head.js'
import { makeThreadList } from './thread-list.js'

/** @typedef {import('../../discord.ts').DiscordMessage} DiscordMessage */
/** @typedef {import('../../discord.ts').DiscordTopic} DiscordTopic */
/** @typedef {import('../store.js').Store<DiscordTopic, DiscordMessage, { names: Record<string, string> }>} DiscordStore */

/** How long clients show that somebody types. */
const typingMs = 10_000

/**
 * The Discord phone: a channel's threads, and the chosen one.
 *
 * @returns {import('../phone.js').Phone}
 */
export function discordPhone() {
  /** @type {DiscordStore} */
  const store = makeStore(
    'discord',
    { names: {} },
    {
      actionMs: typingMs,
      // What a thread was started from stands in the channel and in the thread: it is one thing to read.
      counts: ({ topicId }) => store.topic(topicId)?.parentId !== undefined,
    },
  )
  const anyStore = /** @type {import('../store.js').Store} */ (/** @type {unknown} */ (store))

  return makePhone('Discord', anyStore, (toast, open) => {
    const starterOf = (/** @type {DiscordMessage} */ message) =>
      message.service?.name === 'threadStarter' ? store.message(message.topicId) : undefined
    const threadOn = (/** @type {DiscordMessage} */ message) =>
      message.id === message.topicId || message.service?.name === 'threadStarter'
        ? undefined
        : store.topic(message.id)

    const view = makeConversation(store, toast, {
      label: 'Discord thread',
      head: makeThreadHead(store, toast, () => open(undefined)),
      more: message => {
        const thread = threadOn(message)
        return [starterOf(message), thread, thread && store.messages(thread.id).length]
      },
      draw(message, around) {
        const thread = threadOn(message)
        const count =
          thread === undefined ? 0 : store.messages(thread.id).filter(({ service }) => !service).length
        return drawMessage(message, around, {
          names: store.world.names,
          starter: starterOf(message),
          threadCard: thread && threadCard(thread, count, () => open(thread.id)),
          react: (about, emoji) => toast.guard(toggleReaction(anyStore, about, emoji)),
        })
      },
      nothing: () => [icon('thread'), h('p', {}, 'Choose a thread to read and answer.')],
      menu: {
        reactions: ['👍', '❤️', '😂', '🎉', '👀', '✅'],
        deleteText: 'It disappears for everyone, and for the visitor, too.',
      },
      canReply: true,
      composer: {
        sign: '!',
        maxLength: 2000,
        onTyping: topicId => toast.guard(store.perform('typing', { topicId })),
      },
      placeholder: ({ name, parentId }) => `Message ${parentId === undefined ? '#' : ''}${name}`,
    })
    return { list: makeThreadList(store, open), view }
  })
}
