import { avatar, fill, h, icon } from './dom.js'
import { perform } from './link.js'
import { askText, openMenu } from './overlays.js'
import { describeService } from './service-text.js'
import { shortTime } from './time.js'
import { topicIcon } from './topic-icon.js'

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./link.js').TopicView} TopicView */

/**
 * The list of topics with who holds the phone.
 *
 * @param {Store} store
 * @param {import('./overlays.js').Toast} toast
 * @param {(topicId: number) => void} open
 * @returns {{ element: HTMLElement, select: (topicId: number | undefined) => void }}
 */
export function makeTopicList(store, toast, open) {
  /** @type {number | undefined} */
  let selected
  const title = h('h2', { class: 'list-title' })
  const subtitle = h('p', { class: 'list-subtitle' })
  const me = h('button', { class: 'me', type: 'button', 'aria-haspopup': 'menu' })
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
    h('header', { class: 'list-head' }, h('div', { class: 'list-names' }, title, subtitle), me),
    h('div', { class: 'search' }, icon('search'), search),
    h('div', { class: 'list-body' }, rows, nothing, empty),
  )

  me.addEventListener('click', () => {
    const items = store.operators.map(operator => ({
      label: nameOf(operator),
      isChecked: operator.id === store.me().id,
      run: () => store.takeOver(operator.id),
    }))
    openMenu(me, { label: 'Who holds the phone', title: 'Answer as', items: [...items, newTopic] })
  })

  const newTopic = {
    label: 'New topic',
    icon: /** @type {const} */ ('edit'),
    isApart: true,
    run: async () => {
      const name = await askText('New topic', 'Name', '', 'Create')
      if (name !== undefined) toast.guard(perform('createTopic', { name, from: store.me().id }))
    },
  }

  const render = () => {
    if (!store.isReady) return
    const operator = store.me()
    const words = search.value.trim().toLocaleLowerCase()
    const topics = store.topics()
    const found = topics.filter(topic => topic.name.toLocaleLowerCase().includes(words))
    const conversations = topics.filter(topic => topic.id !== 1).length
    fill(title, store.title)
    fill(subtitle, conversations === 1 ? '1 topic' : `${conversations} topics`)
    fill(
      me,
      avatar(nameOf(operator), operator.id),
      h('span', { class: 'visually-hidden' }, 'Answering as '),
      h('span', {}, operator.first_name),
      icon('down'),
    )
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

  /** @type {(topic: TopicView, last: import('./link.js').MessageView | undefined) => import('./dom.js').Child[]} */
  const preview = (topic, last) => {
    if (topic.botAction !== undefined)
      return [h('span', { class: 'row-action' }, `${store.bot.first_name} is typing…`)]
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
    select(topicId) {
      selected = topicId
      render()
    },
  }
}

/**
 * @param {import('./link.js').User} user
 * @returns {string}
 */
export function nameOf(user) {
  return [user.first_name, user.last_name].filter(part => part !== undefined && part !== '').join(' ')
}
