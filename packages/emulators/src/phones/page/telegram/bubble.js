import { avatar, emojiPicture, h, icon } from '../dom.js'
import { fileSize } from '../post.js'
import { clockTime } from '../time.js'
import { richText } from './rich-text.js'
import { describeService } from './service-text.js'

/** @typedef {import('./telegram-phone.js').MessageView} MessageView */

/**
 * @typedef {import('../message-log.js').Surroundings<MessageView> & {
 *   onReaction: (emoji: string, isMine: boolean) => void,
 *   onButton: (data: string) => void,
 * }} BubbleContext
 */

/**
 * Renders one message.
 *
 * @param {MessageView} message
 * @param {BubbleContext} context
 * @returns {HTMLElement}
 */
export function bubble(message, context) {
  if (message.service !== undefined) {
    return h('div', { class: 'service', 'data-message': message.id }, h('span', {}, describeService(message)))
  }
  const isOwn = message.from.id === context.me
  const isBare = message.file?.kind === 'photo' && message.text === '' && message.reactions.length === 0
  return h(
    'div',
    {
      class: [
        'row',
        isOwn ? 'row--own' : 'row--other',
        context.isFirst && 'is-first',
        context.isLast && 'is-last',
      ]
        .filter(Boolean)
        .join(' '),
      'data-message': message.id,
    },
    !isOwn &&
      (context.isLast
        ? avatar(message.from.name, message.from.id, 'avatar avatar--small')
        : h('span', { class: 'avatar-gap' })),
    h(
      'div',
      { class: 'stack' },
      h(
        'div',
        { class: ['bubble', isBare && 'bubble--bare'].filter(Boolean).join(' ') },
        !isOwn && context.isFirst && sender(message),
        message.forwardedFrom !== undefined &&
          h('p', { class: 'forwarded' }, `Forwarded from ${message.forwardedFrom}`),
        quote(message, context),
        attachment(message),
        h(
          'div',
          { class: 'body' },
          message.text !== '' &&
            h('div', { class: 'text', dir: 'auto' }, richText(message.text, message.entities)),
          h('div', { class: 'foot' }, reactions(message, context), meta(message)),
        ),
      ),
      buttons(message, context),
    ),
    h(
      'button',
      {
        class: 'message-button',
        type: 'button',
        tabindex: -1,
        'aria-haspopup': 'menu',
        'aria-label': `Actions for the message of ${isOwn ? 'you' : message.from.name}: ${message.text.slice(0, 60)}`,
      },
      icon('more'),
    ),
  )
}

/** @type {(message: MessageView) => HTMLElement} */
function sender(message) {
  return h(
    'p',
    { class: 'sender', 'data-tone': Math.abs(message.from.id) % 7 },
    message.from.name,
    message.from.isBot && h('span', { class: 'tag' }, 'bot'),
  )
}

/** @type {(message: MessageView, context: BubbleContext) => HTMLElement | undefined} */
function quote(message, { replied, onQuote }) {
  if (message.replyTo === undefined) return undefined
  const words = replied === undefined ? 'Deleted message' : replied.text || (replied.file?.name ?? '')
  return h(
    'button',
    {
      class: 'quote',
      type: 'button',
      disabled: replied === undefined,
      onclick: () => onQuote(replied?.id ?? 0),
    },
    replied !== undefined && h('b', {}, replied.from.name),
    h('span', {}, words.replaceAll('\n', ' ')),
  )
}

/** @type {(message: MessageView) => HTMLElement | undefined} */
function attachment({ file }) {
  if (file === undefined) return undefined
  const address = `/phones/telegram/files/${encodeURIComponent(file.id)}`
  if (file.kind === 'photo') return h('img', { class: 'photo', src: address, alt: file.name })
  return h(
    'a',
    { class: 'file', href: address, download: file.name },
    h('span', { class: 'file-icon' }, icon('file')),
    h('span', { class: 'file-words' }, h('b', {}, file.name), h('small', {}, fileSize(file.size))),
  )
}

/** @type {(message: MessageView) => HTMLElement} */
function meta(message) {
  return h(
    'span',
    { class: 'meta' },
    message.editDate !== undefined && h('span', {}, 'edited'),
    h('time', { datetime: new Date(message.date * 1000).toISOString() }, clockTime(message.date)),
  )
}

/** @type {(message: MessageView, context: BubbleContext) => HTMLElement | undefined} */
function buttons(message, { onButton }) {
  const rows = /** @type {{ text: string, callback_data?: string, url?: string }[][] | undefined} */ (
    message.replyMarkup?.inline_keyboard
  )
  if (rows === undefined) return undefined
  const row = rows.map(each =>
    h(
      'div',
      { class: 'keys-row' },
      ...each.map(key => {
        const data = key.callback_data
        return h(
          'button',
          { class: 'key', type: 'button', disabled: data === undefined, onclick: () => onButton(data ?? '') },
          key.text,
        )
      }),
    ),
  )
  return h('div', { class: 'keys' }, ...row)
}

/** @type {(message: MessageView, context: BubbleContext) => HTMLElement | undefined} */
function reactions(message, { me, onReaction }) {
  if (message.reactions.length === 0) return undefined
  /** @type {Map<string, { id: number, name: string }[]>} */
  const byEmoji = new Map()
  for (const { emoji, by } of message.reactions) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), by])
  const chips = [...byEmoji].map(([emoji, people]) => {
    const isMine = people.some(person => person.id === me)
    const names = people.map(person => person.name).join(', ')
    return h(
      'button',
      {
        class: 'chip',
        type: 'button',
        title: names,
        'aria-pressed': String(isMine),
        'aria-label': `${emoji} by ${names}`,
        onclick: () => onReaction(emoji, isMine),
      },
      emojiPicture(emoji, 'chip-emoji'),
      people.length > 1 && String(people.length),
    )
  })
  return h('div', { class: 'chips' }, ...chips)
}
