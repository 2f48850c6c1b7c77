import { avatar, h } from '../dom.js'
import { filePart, post, serviceLine } from '../post.js'
import { clockTime, dayName } from '../time.js'
import { attachmentCard, drawBlocks } from './blocks.js'
import { mrkdwn } from './mrkdwn.js'

/** @typedef {import('./slack-phone.js').SlackMessage} SlackMessage */
/** @typedef {import('../message-log.js').Surroundings<SlackMessage>} Surroundings */
/** @typedef {import('../dom.js').Child} Child */

/**
 * @typedef {object} DrawContext
 * @property {import('./mrkdwn.js').Known} known
 * @property {(message: SlackMessage, emoji: string) => void} react
 * @property {Child} [above]
 * @property {Child} [after]
 */

/**
 * Renders a message as Slack does.
 *
 * @param {SlackMessage} message
 * @param {Surroundings} around
 * @param {DrawContext} context
 * @returns {HTMLElement}
 */
export function drawMessage(message, around, { known, react, above, after }) {
  if (message.service !== undefined) return serviceLine(message, 'hash', message.text)
  if (message.isTombstone)
    return h(
      'div',
      { class: 'tombstone', 'data-message': message.id },
      h('p', {}, 'This message was deleted.'),
      after,
    )
  const { blocks = [], attachments = [], files, source } = message
  // Slack marks no message of an app that is made of blocks.
  const isMarked = message.editDate !== undefined && !(message.from.isBot && blocks.length > 0)
  const edited = isMarked && h('span', { class: 'edited' }, '(edited)')
  const words =
    blocks.length > 0
      ? drawBlocks(blocks, known)
      : [h('div', { class: 'text', dir: 'auto' }, ...mrkdwn(source, known))]
  return post(message, {
    me: around.me,
    isOwn: message.from.id === around.me,
    isFirst: around.isFirst,
    above,
    content: [h('div', { class: 'said' }, ...words, edited)],
    below: [
      ...files.map(file => filePart('slack', file)),
      ...attachments.map(attachment => attachmentCard(attachment, known)),
    ],
    after,
    onReaction: emoji => react(message, emoji),
  })
}

// More pictures than these do not help anybody.
const shownFaces = 3

/**
 * What a message in the channel says of its thread.
 *
 * @param {SlackMessage[]} replies
 * @param {number} unread
 * @param {() => void} open
 * @returns {HTMLElement}
 */
export function threadSummary(replies, unread, open) {
  const people = new Map(replies.map(({ from }) => [from.id, from]))
  const last = replies.at(-1)
  const when = last === undefined ? '' : `Last reply ${momentOf(last.date)}`
  const faces = [...people.values()].slice(0, shownFaces)
  return h(
    'button',
    { class: unread > 0 ? 'thread-summary is-unread' : 'thread-summary', type: 'button', onclick: open },
    ...faces.map(({ name, id }) => avatar(name, id, 'avatar avatar--small')),
    h(
      'b',
      {},
      replies.length === 0 ? 'Reply' : replies.length === 1 ? '1 reply' : `${replies.length} replies`,
    ),
    h('span', { class: 'thread-when' }, when),
    unread > 0 && h('span', { class: 'badge', 'aria-label': `${unread} unread` }, String(unread)),
  )
}

/** @type {(seconds: number) => string} */
function momentOf(seconds) {
  const day = dayName(seconds)
  const when = day === 'Today' || day === 'Yesterday' ? day.toLowerCase() : day
  return `${when} at ${clockTime(seconds)}`
}
