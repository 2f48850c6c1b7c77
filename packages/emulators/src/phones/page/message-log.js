import { fill, h, icon } from './dom.js'
import { gently } from './motion.js'
import { dayName, startOfDay } from './time.js'

/** @typedef {import('./link.js').Id} Id */
/** @typedef {import('./link.js').PhoneMessage} PhoneMessage */

/**
 * What stands around a message.
 *
 * @template {PhoneMessage} Message
 * @typedef {object} Surroundings
 * @property {Id} me
 * @property {Message | undefined} replied
 * @property {boolean} isFirst Of a run of messages by one person.
 * @property {boolean} isLast
 * @property {unknown} more What else its look depends on.
 * @property {(messageId: Id) => void} onQuote
 */

/**
 * @template {PhoneMessage} Message
 * @typedef {object} MessageLog
 * @property {HTMLElement} element
 * @property {HTMLElement} list
 * @property {HTMLElement} jump
 * @property {(messages: Message[], isTyping?: boolean) => void} render
 * @property {(isNew: boolean) => void} settle After rendering: stays at the bottom, or says that there is more below.
 * @property {(behavior?: ScrollBehavior) => void} toBottom
 * @property {() => boolean} isAtBottom
 */

/**
 * @template {PhoneMessage} Message
 * @typedef {object} LogActions
 * @property {() => Id} me
 * @property {(id: Id) => Message | undefined} find
 * @property {(message: Message, around: Surroundings<Message>) => HTMLElement} draw
 * @property {(message: Message, before: Message | undefined) => unknown} [more]
 * @property {() => string} [typing] What is said while somebody writes.
 * @property {() => void} onRead
 */

// Messages of one person within this time stand together.
const runSeconds = 10 * 60
const nearBottomPx = 80
const flashMs = 1500

/**
 * The scrolling list of a topic's messages. Rows that did not change stay the same elements, so that a screen reader
 * hears only what is new, and the focus stays.
 *
 * @template {PhoneMessage} Message
 * @param {LogActions<Message>} actions
 * @returns {MessageLog<Message>}
 */
export function makeMessageLog(actions) {
  const list = h('div', { class: 'messages', role: 'log', 'aria-label': 'Messages' })
  const dots = h('span', { class: 'dots', 'aria-hidden': true }, h('i'), h('i'), h('i'))
  const typing = h('p', { class: 'typing', hidden: true })
  const element = h('div', { class: 'scroller' }, list, typing)
  const jump = h('button', { class: 'jump', type: 'button', hidden: true })
  /** @type {Map<string, { signature: string, row: HTMLElement }>} */
  let rows = new Map()
  let missed = 0
  let wasAtBottom = true

  const isAtBottom = () => element.scrollHeight - element.scrollTop - element.clientHeight < nearBottomPx

  /** @param {number} count */
  const showJump = count => {
    missed = count
    fill(jump, icon('down'), count > 0 && h('span', { class: 'badge' }, String(count)))
    jump.setAttribute('aria-label', count > 0 ? `${count} new messages below` : 'To the newest message')
    jump.hidden = false
  }

  /** @param {ScrollBehavior} [behavior] */
  const toBottom = (behavior = 'instant') => {
    missed = 0
    jump.hidden = true
    element.scrollTo({ top: element.scrollHeight, behavior })
  }

  /** @param {Id} messageId */
  const flash = messageId => {
    const row = list.querySelector(`[data-message="${messageId}"]`)
    row?.scrollIntoView({ block: 'center', behavior: gently() })
    row?.classList.add('is-flashed')
    setTimeout(() => row?.classList.remove('is-flashed'), flashMs)
  }

  /** @type {(message: Message, before: Message | undefined, after: Message | undefined) => { signature: string, make: () => HTMLElement }} */
  const describe = (message, before, after) => {
    const replied = message.replyTo === undefined ? undefined : actions.find(message.replyTo)
    const shape = {
      me: actions.me(),
      replied,
      isFirst: !isRun(before, message),
      isLast: !isRun(message, after),
      more: actions.more?.(message, before),
    }
    const make = () => actions.draw(message, { ...shape, onQuote: flash })
    return { signature: JSON.stringify([message, shape]), make }
  }

  /** @type {(messages: Message[]) => { key: string, signature: string, make: () => HTMLElement }[]} */
  const plan = messages =>
    messages.flatMap((message, index) => {
      const before = messages[index - 1]
      const row = { key: String(message.id), ...describe(message, before, messages[index + 1]) }
      if (before !== undefined && isSameDay(before, message)) return [row]
      const name = dayName(message.date)
      const make = () => h('div', { class: 'day' }, h('span', {}, name))
      return [{ key: `day ${startOfDay(message.date * 1000)}`, signature: name, make }, row]
    })

  element.addEventListener('scroll', () => {
    if (isAtBottom()) {
      missed = 0
      jump.hidden = true
      actions.onRead()
    } else if (jump.hidden) {
      showJump(0)
    }
  })
  jump.addEventListener('click', () => toBottom(gently()))
  // A keyboard that slides in, a window that shrinks and a picture that arrives leave the newest message in sight.
  const stayAtBottom = () => {
    if (jump.hidden) toBottom()
  }
  new ResizeObserver(stayAtBottom).observe(element)
  list.addEventListener('load', stayAtBottom, { capture: true })

  return {
    element,
    list,
    jump,
    render(messages, isTyping = false) {
      wasAtBottom = isAtBottom()
      const planned = plan(messages)
      const keys = new Set(planned.map(({ key }) => key))
      for (const [key, { row }] of rows) {
        if (!keys.has(key)) row.remove()
      }
      // Another topic: nothing arrives, it all was there.
      const isOpening = !planned.some(({ key }) => rows.has(key))
      const next = new Map()
      /** @type {ChildNode | null} */
      let place = list.firstChild
      for (const { key, signature, make } of planned) {
        const known = rows.get(key)
        const row = known?.signature === signature ? known.row : make()
        if (known !== undefined && known.row !== row) {
          if (place === known.row) place = row
          replaceKeepingFocus(known.row, row)
        }
        if (isOpening) row.classList.add('is-known')
        next.set(key, { signature, row })
        if (place === row) place = row.nextSibling
        else list.insertBefore(row, place)
      }
      rows = next
      // One stop for the Tab key in the whole list; the arrow keys do the rest.
      const stops = [...list.querySelectorAll('.message-button')]
      if (!stops.some(stop => stop.getAttribute('tabindex') === '0'))
        stops.at(-1)?.setAttribute('tabindex', '0')
      typing.hidden = !isTyping
      fill(typing, dots, h('span', {}, actions.typing?.() ?? 'typing'))
    },
    settle(isNew) {
      if (wasAtBottom) toBottom()
      else if (isNew) showJump(missed + 1)
    },
    toBottom,
    isAtBottom,
  }
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} row
 */
function replaceKeepingFocus(old, row) {
  const focused = old.contains(document.activeElement) ? document.activeElement?.className : undefined
  const isStop = old.querySelector('.message-button')?.getAttribute('tabindex') === '0'
  row.classList.add('is-known')
  old.replaceWith(row)
  if (isStop) row.querySelector('.message-button')?.setAttribute('tabindex', '0')
  const again = [...row.querySelectorAll('button')].find(button => button.className === focused)
  again?.focus()
}

/** @type {(left: PhoneMessage | undefined, right: PhoneMessage | undefined) => boolean} */
function isRun(left, right) {
  if (left === undefined || right === undefined) return false
  // What all others hang on stands by itself.
  if (left.id === left.topicId) return false
  const isSamePerson = left.from.id === right.from.id
  const isPlain = left.service === undefined && right.service === undefined
  return isSamePerson && isPlain && right.date - left.date < runSeconds && isSameDay(left, right)
}

/** @type {(left: PhoneMessage, right: PhoneMessage) => boolean} */
function isSameDay(left, right) {
  return startOfDay(left.date * 1000) === startOfDay(right.date * 1000)
}
