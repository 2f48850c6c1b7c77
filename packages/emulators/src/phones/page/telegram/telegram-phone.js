import { makeConversation } from '../conversation.js'
import { h, icon } from '../dom.js'
import { makePhone } from '../phone.js'
import { makeStore } from '../store.js'
import { bubble } from './bubble.js'
import { makeTopicHead } from './topic-head.js'
import { makeTopicList } from './topic-list.js'

/** @typedef {import('../../../telegram/views.ts').MessageView} MessageView */
/** @typedef {import('../../../telegram/views.ts').TopicView} TopicView */
/** @typedef {import('../store.js').Store<TopicView, MessageView>} TelegramStore */

const deleteText =
  'It disappears for everyone in the group. Telegram does not tell bots, so the visitor keeps it.'

/**
 * The Telegram phone: topics, and the chosen one.
 *
 * @returns {import('../phone.js').Phone}
 */
export function telegramPhone() {
  /** @type {TelegramStore} */
  const store = makeStore('telegram', {})
  const anyStore = /** @type {import('../store.js').Store} */ (/** @type {unknown} */ (store))

  return makePhone('Telegram', anyStore, (toast, open) => {
    /** @type {(message: MessageView, data: string) => void} */
    const press = (message, data) => toast.guard(store.perform('press', { messageId: message.id, data }))
    /** @type {(message: import('../link.js').PhoneMessage) => void} */
    const removeForVisitor = ({ id, topicId }) =>
      toast.guard(store.perform('send', { topicId, text: '/delete', replyTo: id }))

    const view = makeConversation(store, toast, {
      label: 'Topic',
      head: makeTopicHead(store, toast, () => open(undefined)),
      draw: (message, around) =>
        bubble(message, {
          ...around,
          // One has one reaction here: another takes its place.
          onReaction: (emoji, isMine) =>
            toast.guard(store.perform(isMine ? 'unreact' : 'react', { messageId: message.id, emoji })),
          onButton: data => press(message, data),
        }),
      nothing: () => {
        const isEmpty = !store.topics().some(topic => topic.id !== 1)
        return [
          icon('chats'),
          isEmpty && h('h3', {}, 'No conversations yet'),
          h(
            'p',
            {},
            isEmpty
              ? 'As soon as a visitor writes in the widget, a topic for them appears here.'
              : 'Choose a topic to read and answer.',
          ),
        ]
      },
      menu: {
        reactions: ['👍', '❤', '🔥', '🎉', '😁', '🙏', '👀'],
        mayDeleteAll: true,
        deleteText,
        more: (message, isOwn) =>
          isOwn
            ? [
                {
                  label: 'Delete for the visitor',
                  hint: 'Replies /delete to it',
                  icon: 'command',
                  isApart: true,
                  run: () => removeForVisitor(message),
                },
              ]
            : [],
      },
      canReply: true,
      composer: { sign: '/', maxLength: 4096 },
    })
    return { list: makeTopicList(store, open, toast), view }
  })
}
