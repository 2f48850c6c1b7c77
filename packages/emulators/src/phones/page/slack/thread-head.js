import { fill, h, icon } from '../dom.js'

/**
 * The head of a thread.
 *
 * @param {import('./slack-phone.js').SlackStore} store
 * @param {() => void} onBack
 * @returns {import('../conversation.js').Head<import('./slack-phone.js').SlackTopic>}
 */
export function makeThreadHead(store, onBack) {
  const where = h('p')
  const back = { type: 'button', 'aria-label': 'Back to the channel', onclick: onBack }
  const element = h(
    'header',
    { class: 'chat-head' },
    h('button', { class: 'round back', ...back }, icon('back')),
    h('div', { class: 'chat-names' }, h('h2', {}, 'Thread'), where),
  )
  return {
    element,
    render: () => fill(where, `#${store.world.title}`),
  }
}
