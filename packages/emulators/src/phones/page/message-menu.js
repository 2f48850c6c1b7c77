import { emojiPicture, h } from './dom.js'
import { askWhether, openMenu } from './overlays.js'

/** @typedef {import('./link.js').PhoneMessage} PhoneMessage */
/** @typedef {import('./overlays.js').MenuItem} MenuItem */

/**
 * What a platform lets one do with a message.
 *
 * @typedef {object} MenuManners
 * @property {readonly string[]} reactions The quick ones.
 * @property {boolean} [mayDeleteAll] Whether what others wrote can be deleted, too.
 * @property {string} deleteText What one is told before it is deleted.
 * @property {(message: PhoneMessage, isOwn: boolean) => MenuItem[]} [more]
 */

/**
 * @typedef {object} MessageActions
 * @property {import('./store.js').Store} store
 * @property {import('./overlays.js').Toast} toast
 * @property {MenuManners} manners
 * @property {((message: PhoneMessage) => void) | undefined} reply
 * @property {string} [replyLabel]
 * @property {(message: PhoneMessage) => void} edit
 */

/**
 * Adds a reaction of whoever holds the phone, or takes it back.
 *
 * @param {import('./store.js').Store} store
 * @param {PhoneMessage} message
 * @param {string} emoji
 * @returns {Promise<void>}
 */
export function toggleReaction(store, message, emoji) {
  const isMine = message.reactions.some(
    ({ emoji: each, by }) => bare(each) === bare(emoji) && by.id === store.me().id,
  )
  return store.perform(isMine ? 'unreact' : 'react', { messageId: message.id, emoji })
}

/**
 * Opens what one can do with a message.
 *
 * @param {HTMLElement} anchor
 * @param {PhoneMessage} message
 * @param {MessageActions} actions
 * @param {{ x: number, y: number }} [point]
 */
export function openMessageMenu(anchor, message, actions, point) {
  const { store, toast, manners, reply, replyLabel = 'Reply' } = actions
  const isOwn = message.from.id === store.me().id

  const copy = async () => {
    await navigator.clipboard.writeText(message.text)
    toast.say('Copied')
  }
  const remove = async () => {
    if (await askWhether('Delete this message?', manners.deleteText, 'Delete'))
      toast.guard(store.perform('delete', { messageId: message.id }))
  }

  /** @type {(MenuItem | false)[]} */
  const items = [
    reply !== undefined && { label: replyLabel, icon: 'reply', run: () => reply(message) },
    isOwn && { label: 'Edit', icon: 'edit', run: () => actions.edit(message) },
    message.text !== '' && { label: 'Copy text', icon: 'copy', run: () => toast.guard(copy()) },
    ...(manners.more?.(message, isOwn) ?? []),
    (isOwn || manners.mayDeleteAll === true) && {
      label: 'Delete',
      icon: 'trash',
      isDanger: true,
      run: () => toast.guard(remove()),
    },
  ]
  const top = quickReactions(message, actions)
  openMenu(anchor, { label: 'Message', top, items: items.filter(item => item !== false) }, point)
}

/** @type {(message: PhoneMessage, actions: MessageActions) => HTMLElement} */
function quickReactions(message, { store, toast, manners }) {
  const mine = message.reactions.filter(({ by }) => by.id === store.me().id).map(({ emoji }) => bare(emoji))
  const buttons = manners.reactions.map(emoji =>
    h(
      'button',
      {
        type: 'button',
        class: 'quick-reaction',
        role: 'menuitemcheckbox',
        'aria-label': `React with ${emoji}`,
        'aria-checked': String(mine.includes(bare(emoji))),
        onclick: () => toast.guard(toggleReaction(store, message, emoji)),
      },
      emojiPicture(emoji),
    ),
  )
  return h('div', { class: 'quick-reactions', role: 'group', 'aria-label': 'React' }, ...buttons)
}

/**
 * Platforms differ in whether they write the selector that makes a heart a coloured one.
 *
 * @param {string} emoji
 * @returns {string}
 */
function bare(emoji) {
  return emoji.replace('\ufe0f', '')
}
