import { avatar, emojiPicture, h, icon, toneOf } from './dom.js'
import { clockTime } from './time.js'

/** @typedef {import('./link.js').PhoneMessage} PhoneMessage */
/** @typedef {import('./dom.js').Child} Child */

/**
 * How a platform that puts messages below each other, each with a picture at its side, shows one of them.
 *
 * @typedef {object} PostLook
 * @property {boolean} isOwn
 * @property {boolean} isFirst Of a run of messages by one person; the others go without a name.
 * @property {Child} [above] A line above the name.
 * @property {Child[]} content
 * @property {Child[]} [below] Cards and files.
 * @property {Child} [after] What hangs on the message; stands below the reactions.
 * @property {string} [className]
 * @property {string} [time] How the platform writes when it was.
 * @property {(emoji: string) => void} onReaction
 * @property {import('./link.js').Id} me
 */

/**
 * Renders one message.
 *
 * @param {PhoneMessage} message
 * @param {PostLook} look
 * @returns {HTMLElement}
 */
export function post(message, look) {
  const { isOwn, isFirst, above, content, below = [], className } = look
  const moment = { datetime: new Date(message.date * 1000).toISOString() }
  return h(
    'div',
    {
      class: ['post', isFirst && 'is-first', above && 'has-above', className].filter(Boolean).join(' '),
      'data-message': message.id,
    },
    above,
    h(
      'div',
      { class: 'post-side' },
      isFirst
        ? avatar(message.from.name, message.from.id)
        : h('time', { class: 'post-aside', ...moment }, clockTime(message.date)),
    ),
    h(
      'div',
      { class: 'post-main' },
      isFirst &&
        h(
          'p',
          { class: 'post-head' },
          h('b', { class: 'post-name', 'data-tone': toneOf(message.from.id) }, message.from.name),
          message.from.isBot && h('span', { class: 'post-tag' }, 'APP'),
          h('time', { class: 'post-time', ...moment }, look.time ?? clockTime(message.date)),
        ),
      ...content,
      ...below,
      pills(message, look),
      look.after,
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

/**
 * A line that the platform wrote by itself.
 *
 * @param {PhoneMessage} message
 * @param {import('./dom.js').IconName} iconName
 * @param {...Child} words
 * @returns {HTMLElement}
 */
export function serviceLine(message, iconName, ...words) {
  const moment = { class: 'post-time', datetime: new Date(message.date * 1000).toISOString() }
  return h(
    'p',
    { class: 'service-line', 'data-message': message.id },
    icon(iconName),
    h('span', {}, ...words, ' ', h('time', moment, clockTime(message.date))),
  )
}

/**
 * A file: pictures are shown, others offered.
 *
 * @param {import('./link.js').PlatformName} platform
 * @param {{ id: string, name: string, mimeType: string, size: number }} file
 * @returns {HTMLElement}
 */
export function filePart(platform, { id, name, mimeType, size }) {
  const address = `/phones/${platform}/files/${encodeURIComponent(id)}`
  if (/^image\/(?:png|jpeg|gif|webp)$/.test(mimeType))
    return h('img', { class: 'photo', src: address, alt: name })
  return h(
    'a',
    { class: 'file', href: address, download: name },
    h('span', { class: 'file-icon' }, icon('file')),
    h('span', { class: 'file-words' }, h('b', {}, name), h('small', {}, fileSize(size))),
  )
}

/** @type {(message: PhoneMessage, look: PostLook) => HTMLElement | undefined} */
function pills(message, { me, onReaction }) {
  if (message.reactions.length === 0) return undefined
  /** @type {Map<string, import('../phone.ts').PhonePerson[]>} */
  const byEmoji = new Map()
  for (const { emoji, by } of message.reactions) byEmoji.set(emoji, [...(byEmoji.get(emoji) ?? []), by])
  const buttons = [...byEmoji].map(([emoji, people]) => {
    const names = people.map(({ name }) => name).join(', ')
    return h(
      'button',
      {
        class: 'pill',
        type: 'button',
        title: names,
        'aria-pressed': String(people.some(({ id }) => id === me)),
        onclick: () => onReaction(emoji),
      },
      emojiPicture(emoji, 'pill-emoji'),
      ` ${people.length}`,
      h('span', { class: 'visually-hidden' }, ` by ${names}`),
    )
  })
  return h('div', { class: 'pills' }, ...buttons)
}

/**
 * @param {number} bytes
 * @returns {string}
 */
export function fileSize(bytes) {
  if (bytes < 1024) return `${bytes} B`
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`
}
