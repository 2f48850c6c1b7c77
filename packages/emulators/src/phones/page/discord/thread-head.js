import { fill, h, icon } from '../dom.js'
import { askText, askWhether, openMenu } from '../overlays.js'

/** @typedef {import('./discord-phone.js').DiscordTopic} DiscordTopic */

/**
 * The head of a thread with its menu, and the bar that says that it is archived or locked.
 *
 * @param {import('./discord-phone.js').DiscordStore} store
 * @param {import('../overlays.js').Toast} toast
 * @param {() => void} onBack
 * @returns {import('../conversation.js').Head<DiscordTopic>}
 */
export function makeThreadHead(store, toast, onBack) {
  const element = h('header', { class: 'chat-head' })
  const closedBar = h('div', { class: 'closed-bar', hidden: true })

  /** @param {DiscordTopic} thread */
  const openThreadMenu = thread => {
    const details = { topicId: thread.id }
    const rename = async () => {
      const name = await askText('Rename thread', 'Name', thread.name, 'Rename')
      if (name !== undefined) await store.perform('renameTopic', { ...details, name })
    }
    const remove = async () => {
      const text = 'All its messages go with it, for everyone.'
      if (await askWhether(`Delete “${thread.name}”?`, text, 'Delete'))
        await store.perform('deleteTopic', details)
    }
    const toggle = thread.isClosed ? 'reopenTopic' : 'closeTopic'
    openMenu(/** @type {HTMLElement} */ (element.querySelector('.topic-menu')), {
      label: 'Thread',
      items: [
        { label: 'Rename', icon: 'edit', run: () => toast.guard(rename()) },
        {
          label: thread.isClosed ? 'Open thread again' : 'Close thread',
          icon: thread.isClosed ? 'unlock' : 'lock',
          run: () => toast.guard(store.perform(toggle, details)),
        },
        {
          label: 'Delete thread',
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
    render(thread) {
      const focused = document.activeElement?.closest('.chat-head button')?.className
      const isThread = thread.parentId !== undefined
      const parent = store.world.names[thread.parentId ?? ''] ?? store.world.title
      const menu = { type: 'button', 'aria-label': 'Thread menu', 'aria-haspopup': 'menu' }
      const back = { type: 'button', 'aria-label': 'Back to the threads', onclick: onBack }
      fill(
        element,
        h('button', { class: 'round back', ...back }, icon('back')),
        icon(isThread ? 'thread' : 'hash'),
        h(
          'div',
          { class: 'chat-names' },
          h('h2', {}, thread.name),
          h('p', {}, isThread ? parent : store.world.title),
        ),
        isThread &&
          h(
            'button',
            { class: 'round topic-menu', ...menu, onclick: () => openThreadMenu(thread) },
            icon('more'),
          ),
      )
      // The head is built anew, the focus stays where it was.
      const again = [...element.querySelectorAll('button')].find(button => button.className === focused)
      again?.focus()

      closedBar.hidden = !thread.isClosed
      const reopen = () => toast.guard(store.perform('reopenTopic', { topicId: thread.id }))
      fill(
        closedBar,
        icon('lock'),
        h('span', {}, thread.isLocked ? 'This thread is locked.' : 'This thread is archived.'),
        h('button', { type: 'button', onclick: reopen }, 'Open again'),
      )
    },
  }
}
