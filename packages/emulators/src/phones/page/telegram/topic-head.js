import { fill, h, icon } from '../dom.js'
import { askText, askWhether, openMenu } from '../overlays.js'
import { topicIcon } from './topic-icon.js'

/**
 * The head of a chat with the topic's menu, and the bar that says that the topic is closed.
 *
 * @param {import('./telegram-phone.js').TelegramStore} store
 * @param {import('../overlays.js').Toast} toast
 * @param {() => void} onBack
 * @returns {import('../conversation.js').Head<import('./telegram-phone.js').TopicView>}
 */
export function makeTopicHead(store, toast, onBack) {
  const element = h('header', { class: 'chat-head' })
  const closedBar = h('div', { class: 'closed-bar', hidden: true })

  /** @param {import('./telegram-phone.js').TopicView} topic */
  const openTopicMenu = topic => {
    const details = { topicId: topic.id }
    const rename = async () => {
      const name = await askText('Rename topic', 'Name', topic.name, 'Rename')
      if (name !== undefined) await store.perform('renameTopic', { ...details, name })
    }
    const remove = async () => {
      const text = 'All its messages go with it, for everyone. Telegram does not tell bots.'
      if (await askWhether(`Delete “${topic.name}”?`, text, 'Delete'))
        await store.perform('deleteTopic', details)
    }
    const toggle = topic.isClosed ? 'reopenTopic' : 'closeTopic'
    openMenu(/** @type {HTMLElement} */ (element.querySelector('.topic-menu')), {
      label: 'Topic',
      items: [
        { label: 'Rename', icon: 'edit', run: () => toast.guard(rename()) },
        {
          label: topic.isClosed ? 'Reopen topic' : 'Close topic',
          icon: topic.isClosed ? 'unlock' : 'lock',
          run: () => toast.guard(store.perform(toggle, details)),
        },
        {
          label: 'Delete topic',
          icon: 'trash',
          isDanger: true,
          isApart: true,
          run: () => toast.guard(remove()),
        },
      ],
    })
  }

  return {
    element,
    closedBar,
    render(topic) {
      const focused = document.activeElement?.closest('.chat-head button')?.className
      const doing = topic.isClosed ? 'closed' : store.world.title
      const menu = { type: 'button', 'aria-label': 'Topic menu', 'aria-haspopup': 'menu' }
      const back = { type: 'button', 'aria-label': 'Back to the topics', onclick: onBack }
      fill(
        element,
        h('button', { class: 'round back', ...back }, icon('back')),
        topicIcon(topic),
        h(
          'div',
          { class: 'chat-names' },
          h('h2', {}, topic.name),
          h('p', {}, topic.botAction === undefined ? doing : `${store.world.bot.name} is typing…`),
        ),
        topic.id !== 1 &&
          h(
            'button',
            { class: 'round topic-menu', ...menu, onclick: () => openTopicMenu(topic) },
            icon('more'),
          ),
      )
      // The head is built anew, the focus stays where it was.
      const again = [...element.querySelectorAll('button')].find(button => button.className === focused)
      again?.focus()

      closedBar.hidden = !topic.isClosed
      const reopen = () => toast.guard(store.perform('reopenTopic', { topicId: topic.id }))
      fill(
        closedBar,
        icon('lock'),
        h('span', {}, 'This topic is closed.'),
        h('button', { type: 'button', onclick: reopen }, 'Reopen'),
      )
    },
  }
}
