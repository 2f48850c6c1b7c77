import { avatar, h, icon } from '../dom.js'
import { filePart, post, serviceLine } from '../post.js'
import { clockTime, dayName } from '../time.js'
import { componentPart, embedCard } from './embed.js'
import { markdown, plainText } from './markdown.js'

/** @typedef {import('./discord-phone.js').DiscordMessage} DiscordMessage */
/** @typedef {import('../message-log.js').Surroundings<DiscordMessage>} Surroundings */

/**
 * @typedef {object} DrawContext
 * @property {import('./inline.js').Names} names
 * @property {DiscordMessage | undefined} starter What a thread was started from.
 * @property {HTMLElement | undefined} threadCard The thread that hangs on the message.
 * @property {(message: DiscordMessage, emoji: string) => void} react
 */

/**
 * Renders a message as Discord does.
 *
 * @param {DiscordMessage} message
 * @param {Surroundings} around
 * @param {DrawContext} context
 * @returns {HTMLElement}
 */
export function drawMessage(message, around, context) {
  const { names, starter, threadCard } = context
  const who = h('b', {}, message.from.name)
  switch (message.service?.name) {
    case 'threadStarter':
      return starter === undefined
        ? serviceLine(message, 'thread', 'The message that this thread was started from is gone.')
        : drawPost(
            starter,
            { ...around, isFirst: true, replied: undefined },
            { ...context, threadCard: undefined },
          )
    case 'threadCreated':
      return h(
        'div',
        {},
        serviceLine(message, 'thread', who, ' started a thread: ', h('b', {}, message.text)),
        threadCard,
      )
    case 'channelNameChange':
      return serviceLine(
        message,
        'edit',
        who,
        ' changed the name: ',
        h('b', {}, plainText(message.text, names)),
      )
    default:
      return drawPost(message, around, context)
  }
}

/** @type {(message: DiscordMessage, around: Surroundings, context: DrawContext) => HTMLElement} */
function drawPost(message, around, { names, threadCard, react }) {
  const isReply = message.replyTo !== undefined
  const words = markdown(message.text, names)
  const edited = message.editDate !== undefined && h('span', { class: 'edited' }, '(edited)')
  return post(message, {
    me: around.me,
    isOwn: message.from.id === around.me,
    // A reply always says who it is from.
    isFirst: around.isFirst || isReply,
    above: isReply && replyLine(around, names),
    time: momentOf(message.date),
    content: [h('div', { class: 'text', dir: 'auto' }, ...words, edited)],
    below: [
      ...message.files.map(file => filePart('discord', file)),
      ...message.embeds.map(embed => embedCard(embed, names)),
      ...message.components.map(component => componentPart(component, names)),
    ],
    after: threadCard,
    onReaction: emoji => react(message, emoji),
  })
}

/** @type {(around: Surroundings, names: import('./inline.js').Names) => HTMLElement} */
function replyLine({ replied, onQuote }, names) {
  if (replied === undefined)
    return h(
      'p',
      { class: 'reply-line' },
      h('span', { class: 'reply-words' }, 'Original message was deleted'),
    )
  const { from, id, text, files } = replied
  const words = plainText(text, names) || (files.length > 0 ? 'A file' : 'Tap to see the message')
  return h(
    'button',
    { class: 'reply-line', type: 'button', onclick: () => onQuote(id) },
    avatar(from.name, from.id, 'avatar avatar--tiny'),
    h('b', {}, from.name),
    h('span', { class: 'reply-words' }, words),
  )
}

/** @type {(seconds: number) => string} */
function momentOf(seconds) {
  const day = dayName(seconds)
  return day === 'Today' ? clockTime(seconds) : `${day} at ${clockTime(seconds)}`
}

/**
 * The thread that hangs on a message of the channel.
 *
 * @param {import('./discord-phone.js').DiscordTopic} thread
 * @param {number} count How many messages are in it.
 * @param {() => void} open
 * @returns {HTMLElement}
 */
export function threadCard(thread, count, open) {
  return h(
    'button',
    { class: 'thread-card', type: 'button', onclick: open },
    h('b', {}, thread.name),
    h('span', { class: 'thread-count' }, count === 1 ? '1 message' : `${count} messages`),
    thread.isClosed && icon('lock'),
  )
}
