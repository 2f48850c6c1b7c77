import { avatar, fill, h, icon } from '../dom.js'
import { makeHolder } from '../holder.js'
import { shortTime } from '../time.js'
import { plainText } from './markdown.js'

/** @typedef {import('./discord-phone.js').DiscordTopic} DiscordTopic */
/** @typedef {import('../link.js').Id} Id */

/**
 * The channel with its threads: those that are open, and below them those that are archived.
 *
 * @param {import('./discord-phone.js').DiscordStore} store
 * @param {(topicId: Id) => void} open
 * @returns {import('../phone.js').Pane}
 */
export function makeThreadList(store, open) {
  /** @type {Id | undefined} */
  let selected
  const title = h('h2', { class: 'list-title' })
  const subtitle = h('p', { class: 'list-subtitle' })
  const holder = makeHolder(/** @type {import('../store.js').Store} */ (/** @type {unknown} */ (store)))
  const rows = h('div', { class: 'thread-groups' })
  const empty = h(
    'div',
    { class: 'empty', hidden: true },
    icon('thread'),
    h('h3', {}, 'No conversations yet'),
    h('p', {}, 'As soon as a visitor writes in the widget, a thread for them appears here.'),
  )
  const element = h(
    'nav',
    { class: 'list', 'aria-label': 'Threads' },
    h('header', { class: 'list-head' }, h('div', { class: 'list-names' }, title, subtitle), holder.element),
    h('div', { class: 'list-body' }, rows, empty),
  )

  const render = () => {
    if (!store.isReady) return
    holder.render()
    const topics = store.topics()
    const channel = topics.find(({ parentId }) => parentId === undefined)
    const threads = topics.filter(({ parentId }) => parentId !== undefined)
    fill(title, store.world.title)
    fill(subtitle, threads.length === 1 ? '1 thread' : `${threads.length} threads`)
    const focused = rows.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-topic')
      : null
    const parents = [...new Set(threads.map(({ parentId }) => parentId ?? ''))]
    const groups = parents.flatMap(parent => {
      const inside = threads.filter(({ parentId }) => parentId === parent)
      const active = inside.filter(({ isClosed }) => !isClosed)
      const archived = inside.filter(({ isClosed }) => isClosed)
      const name = parents.length > 1 ? ` in ${store.world.names[parent] ?? ''}` : ''
      return [group(`Active threads${name}`, active), group(`Archived threads${name}`, archived)]
    })
    fill(rows, channel && h('ul', { class: 'topic-rows' }, h('li', {}, channelRow(channel))), ...groups)
    if (focused !== null)
      /** @type {HTMLElement | null} */ (rows.querySelector(`[data-topic="${focused}"]`))?.focus()
    empty.hidden = threads.length > 0
  }

  /** @type {(name: string, threads: DiscordTopic[]) => HTMLElement | false} */
  const group = (name, threads) =>
    threads.length > 0 &&
    h(
      'section',
      {},
      h('h3', { class: 'group-name' }, `${name} — ${threads.length}`),
      h('ul', { class: 'topic-rows' }, ...threads.map(thread => h('li', {}, row(thread)))),
    )

  /** @type {(topic: DiscordTopic) => Record<string, unknown>} */
  const rowAttributes = topic => ({
    type: 'button',
    'data-topic': topic.id,
    'aria-current': topic.id === selected && 'true',
    onclick: () => open(topic.id),
  })

  /** @type {(channel: DiscordTopic) => HTMLElement} */
  const channelRow = channel =>
    h(
      'button',
      { class: 'channel-row', ...rowAttributes(channel) },
      icon('hash'),
      h('span', {}, channel.name),
    )

  /** @type {(thread: DiscordTopic) => HTMLElement} */
  const row = thread => {
    const last = store.lastMessage(thread.id)
    const unread = store.unread(thread.id)
    const { isClosed, name } = thread
    return h(
      'button',
      {
        class: ['topic-row', isClosed && 'is-closed', unread > 0 && 'is-unread'].filter(Boolean).join(' '),
        ...rowAttributes(thread),
      },
      isClosed ? icon('lock') : icon('thread'),
      h(
        'span',
        { class: 'row-main' },
        h(
          'span',
          { class: 'row-line' },
          h('span', { class: 'row-name' }, name),
          isClosed && h('span', { class: 'visually-hidden' }, thread.isLocked ? '(locked)' : '(archived)'),
          h('span', { class: 'row-time' }, last === undefined ? '' : shortTime(last.date)),
        ),
        h(
          'span',
          { class: 'row-line' },
          ...preview(thread, last),
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

  /** @type {(thread: DiscordTopic, last: import('./discord-phone.js').DiscordMessage | undefined) => import('../dom.js').Child[]} */
  const preview = (thread, last) => {
    if (thread.botAction !== undefined)
      return [h('span', { class: 'row-preview row-action' }, `${store.world.bot.name} is typing…`)]
    if (last === undefined || last.service !== undefined)
      return [h('span', { class: 'row-preview' }, 'New thread')]
    const words = plainText(last.text, store.world.names) || (last.files.length > 0 ? 'A file' : '')
    return [
      avatar(last.from.name, last.from.id, 'avatar avatar--tiny'),
      h('span', { class: 'row-preview' }, h('b', {}, `${last.from.name}: `), words),
    ]
  }

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
