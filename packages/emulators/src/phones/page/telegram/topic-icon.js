import { h, icon } from '../dom.js'

/**
 * The square that stands for a topic: its colour and its first letter, a hash for General.
 *
 * @param {import('./telegram-phone.js').TopicView} topic
 * @returns {HTMLElement}
 */
export function topicIcon(topic) {
  const letter = [...topic.name.replace(/^[^\p{L}\p{N}]+/u, '')][0] ?? ''
  const element = h(
    'span',
    { class: 'topic-icon', 'aria-hidden': true },
    topic.id === 1 ? icon('hash') : letter.toUpperCase(),
  )
  element.style.setProperty('--topic-color', `#${topic.iconColor.toString(16).padStart(6, '0')}`)
  return element
}
