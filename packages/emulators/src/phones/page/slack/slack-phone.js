import { makeConversation } from '../conversation.js'
import { h, icon } from '../dom.js'
import { toggleReaction } from '../message-menu.js'
import { makePhone } from '../phone.js'
import { makeStore } from '../store.js'
import { makeChannel } from './channel.js'
import { drawMessage } from './message.js'
import { makeThreadHead } from './thread-head.js'

/** @typedef {import('../../slack.ts').SlackMessage} SlackMessage */
/** @typedef {import('../../phone.ts').PhoneTopic} SlackTopic */
/** @typedef {{ team: string, isArchived: boolean, names: Record<string, string>, emoji: Record<string, string> }} SlackWorld */
/** @typedef {import('../store.js').Store<SlackTopic, SlackMessage, SlackWorld>} SlackStore */

/** @type {import('../message-menu.js').MenuManners} */
const menu = {
  reactions: ['✅', '👀', '👍', '🙏', '🎉', '❤️'],
  deleteText: 'It disappears for everyone, and for the visitor, too.',
}

/**
 * The Slack phone: a channel, and the chosen thread.
 *
 * @returns {import('../phone.js').Phone}
 */
export function slackPhone() {
  /** @type {SlackStore} */
  const store = makeStore('slack', { team: '', isArchived: false, names: {}, emoji: {} })
  const anyStore = /** @type {import('../store.js').Store} */ (/** @type {unknown} */ (store))

  return makePhone('Slack', anyStore, (toast, open) => {
    const view = makeConversation(store, toast, {
      label: 'Slack thread',
      head: makeThreadHead(store, () => open(undefined)),
      // Below the message that all hangs on stands how many replies there are.
      more: message => message.id === message.topicId && store.messages(message.id).length,
      draw(message, around) {
        const count = store.messages(message.topicId).length - 1
        const isParent = message.id === message.topicId
        return drawMessage(message, around, {
          known: store.world,
          react: (about, emoji) => toast.guard(toggleReaction(anyStore, about, emoji)),
          after:
            isParent &&
            count > 0 &&
            h('p', { class: 'reply-count' }, count === 1 ? '1 reply' : `${count} replies`),
        })
      },
      nothing: () => [icon('chats'), h('p', {}, 'Choose a thread to read and answer.')],
      menu,
      canReply: false,
      composer: { sign: '!', maxLength: 12_000 },
      placeholder: () => 'Reply…',
    })
    return { list: makeChannel(store, toast, open, menu), view }
  })
}
