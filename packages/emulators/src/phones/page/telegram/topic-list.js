import { fill, h, icon } from '../dom.js'
import { makeHolder } from '../holder.js'
import { askText } from '../overlays.js'
import { shortTime } from '../time.js'
import { describeService } from './service-text.js'
import { topicIcon } from './topic-icon.js'

/** @typedef {import('./telegram-phone.js').TopicView} TopicView */

/**
 * The list of topics with who holds the phone.
 *
 * @param {import('./telegram-phone.js').TelegramStore} store
 * @param {(topicId: import('../link.js').Id) => void} open
 * @param {import('../overlays.js').Toast} toast
 * @returns {import('../phone.js').Pane}
 */
export function makeTopicList(store, open, toast) {
  /** @type {import('../link.js').Id | undefined} */
  let selected
  const title = h('h2', { class: 'list-title' })
  const subtitle = h('p', { class: 'list-subtitle' })
  const holder = makeHolder(/** @type {import('../store.js').Store} */ (/** @type {unknown} */ (store)), [
    {
      label: 'New topic',
      icon: 'edit',
      isApart: true,
      run: async () => {
        const name = await askText('New topic', 'Name', '', 'Create')
        if (name !== undefined) toast.guard(store.perform('createTopic', { name }))
      },
    },
  ])
  const search = h('input', {
    class: 'search-field',
    type: 'search',
    placeholder: 'Search',
    'aria-label': 'Search topics',
  })
  const rows = h('ul', { class: 'topic-rows' })
  const empty = h(
    'div',
    { class: 'empty', hidden: true },
    icon('chats'),
    h('h3', {}, 'No conversations yet'),
    h('p', {}, 'As soon as a visitor writes in the widget, a topic for them appears here.'),
  )
  const nothing = h('p', { class: 'nothing', hidden: true }, 'No topic has that name.')

  const element = h(
    'nav',
    { class: 'list', 'aria-label': 'Topics' },
    h('header', { class: 'list-head' }, h('div', { class: 'list-names' }, title, subtitle), holder.element),
    h('div', { class: 'search' }, icon('search'), search),
    h('div', { class: 'list-body' }, rows, nothing, empty),
  )

  const render = () => {
    if (!store.isReady) return
    const words = search.value.trim().toLocaleLowerCase()
    const topics = store.topics()
    const found = topics.filter(topic => topic.name.toLocaleLowerCase().includes(words))
    const conversations = topics.filter(topic => topic.id !== 1).length
    fill(title, store.world.title)
    fill(subtitle, conversations === 1 ? '1 topic' : `${conversations} topics`)
    holder.render()
    // The focused row is rebuilt with the rest, so it is found again by its topic.
    const focused = rows.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-topic')
      : null
    fill(rows, ...found.map(topic => h('li', {}, row(topic))))
    if (focused !== null)
      /** @type {HTMLElement | null} */ (rows.querySelector(`[data-topic="${focused}"]`))?.focus()
    empty.hidden = conversations > 0
    nothing.hidden = found.length > 0 || topics.length === 0
  }

  /** @type {(topic: TopicView) => HTMLElement} */
  const row = topic => {
    const last = store.lastMessage(topic.id)
    const unread = store.unread(topic.id)
    return h(
      'button',
      {
        class: 'topic-row',
        type: 'button',
        'data-topic': topic.id,
        'aria-current': topic.id === selected && 'true',
        onclick: () => open(topic.id),
      },
      topicIcon(topic),
      h(
        'span',
        { class: 'row-main' },
        h(
          'span',
          { class: 'row-line' },
          h('span', { class: 'row-name' }, topic.name),
          topic.isClosed && icon('lock'),
          topic.isClosed && h('span', { class: 'visually-hidden' }, '(closed)'),
          h('span', { class: 'row-time' }, last === undefined ? '' : shortTime(last.date)),
        ),
        h(
          'span',
          { class: 'row-line' },
          h('span', { class: 'row-preview' }, ...preview(topic, last)),
          unread > 0 &&
            h(
              'span',
              { class: 'badge', 'aria-label': `${unread} unread` },
              unread > 99 ? '99+' : String(unread),
            ),
        ),
      ),
    )
  }

  /** @type {(topic: TopicView, last: import('./telegram-phone.js').MessageView | undefined) => import('../dom.js').Child[]} */
  const preview = (topic, last) => {
    if (topic.botAction !== undefined)
      return [h('span', { class: 'row-action' }, `${store.world.bot.name} is typing…`)]
    if (last === undefined) return ['No messages']
    if (last.service !== undefined) return [h('i', {}, describeService(last))]
    const who =
      last.from.id === store.me().id ? 'You' : last.from.isBot ? '' : (last.from.name.split(' ')[0] ?? '')
    const file = last.file === undefined ? '' : last.file.kind === 'photo' ? 'Photo' : last.file.name
    const what = [file, last.text.replaceAll('\n', ' ')].filter(part => part !== '').join(' · ')
    return [who !== '' && h('span', { class: 'row-who' }, `${who}: `), what]
  }

  search.addEventListener('input', render)
  store.onChange(change => {
    if (change.kind !== 'connection') render()
  })
  // Times of day become weekdays at midnight.
  setInterval(render, 60_000)

  return {
    element,
    show(topicId) {
      selected = topicId
      render()
    },
  }
}
