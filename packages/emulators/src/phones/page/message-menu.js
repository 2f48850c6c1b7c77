import { emojiPicture, h } from './dom.js'
import { perform } from './link.js'
import { askWhether, openMenu } from './overlays.js'

/** @typedef {import('./link.js').MessageView} MessageView */

const quickReactions = ['👍', '❤', '🔥', '🎉', '😁', '🙏', '👀']

/**
 * @typedef {object} MessageActions
 * @property {import('./store.js').Store} store
 * @property {import('./overlays.js').Toast} toast
 * @property {(message: MessageView) => void} reply
 * @property {(message: MessageView) => void} edit
 * @property {(message: MessageView, emoji: string) => void} react
 */

/**
 * Opens what one can do with a message.
 *
 * @param {HTMLElement} anchor
 * @param {MessageView} message
 * @param {MessageActions} actions
 * @param {{ x: number, y: number }} [point]
 */
export function openMessageMenu(anchor, message, actions, point) {
  const { store, toast } = actions
  const from = store.me().id
  const isOwn = message.from.id === from
  const mine = message.reactions.filter(reaction => reaction.by.id === from).map(reaction => reaction.emoji)

  const emoji = h('div', { class: 'quick-reactions', role: 'group', 'aria-label': 'React' })
  for (const each of quickReactions) {
    const isMine = mine.includes(each)
    const button = h(
      'button',
      {
        type: 'button',
        class: 'quick-reaction',
        role: 'menuitemcheckbox',
        'aria-label': `React with ${each}`,
        'aria-checked': String(isMine),
      },
      emojiPicture(each),
    )
    button.addEventListener('click', () => actions.react(message, isMine ? '' : each))
    emoji.appendChild(button)
  }

  const copy = async () => {
    await navigator.clipboard.writeText(message.text)
    toast.say('Copied')
  }
  const remove = async () => {
    const text =
      'It disappears for everyone in the group. Telegram does not tell bots, so the visitor keeps it.'
    if (await askWhether('Delete this message?', text, 'Delete')) {
      toast.guard(perform('delete', { messageId: message.id, from }))
    }
  }
  const removeForVisitor = () => {
    toast.guard(perform('send', { topicId: message.topicId, text: '/delete', replyTo: message.id, from }))
  }

  openMenu(
    anchor,
    {
      label: 'Message',
      top: emoji,
      items: [
        { label: 'Reply', icon: 'reply', run: () => actions.reply(message) },
        ...(isOwn
          ? [{ label: 'Edit', icon: /** @type {const} */ ('edit'), run: () => actions.edit(message) }]
          : []),
        ...(message.text === ''
          ? []
          : [{ label: 'Copy text', icon: /** @type {const} */ ('copy'), run: () => toast.guard(copy()) }]),
        ...(isOwn
          ? [
              {
                label: 'Delete for the visitor',
                hint: 'Replies /delete to it',
                icon: /** @type {const} */ ('command'),
                isApart: true,
                run: removeForVisitor,
              },
            ]
          : []),
        { label: 'Delete', icon: 'trash', isDanger: true, run: () => toast.guard(remove()) },
      ],
    },
    point,
  )
}
