import { usualCommands } from './commands.js'
import { fill, h, icon } from './dom.js'

/** @typedef {import('./link.js').Id} Id */
/** @typedef {import('./link.js').PhoneMessage} PhoneMessage */

/**
 * @typedef {object} Composer
 * @property {HTMLElement} element
 * @property {(topicId: Id | undefined, placeholder?: string) => void} open
 * @property {(message: PhoneMessage) => void} reply
 * @property {(message: PhoneMessage) => void} edit
 * @property {() => void} focus
 */

/**
 * @typedef {object} ComposerManners
 * @property {'/' | '!'} sign What commands begin with.
 * @property {number} maxLength
 * @property {() => void} onSent
 * @property {(topicId: Id) => void} [onTyping]
 */

// A client says every now and then that somebody writes.
const typingMs = 8000

/**
 * Where one writes. Enter sends, Shift+Enter makes a line, Escape drops the reply or the edit. What was not sent stays
 * in its topic.
 *
 * @param {import('./store.js').Store} store
 * @param {import('./overlays.js').Toast} toast
 * @param {ComposerManners} manners
 * @returns {Composer}
 */
export function makeComposer(store, toast, { sign, maxLength, onSent, onTyping }) {
  /** @type {Map<Id | undefined, string>} */
  const drafts = new Map()
  /** @type {Id | undefined} */
  let topicId
  let saidTypingAt = 0
  /** @type {{ kind: 'reply' | 'edit', message: PhoneMessage } | undefined} */
  let about

  const field = h('textarea', {
    class: 'composer-field',
    rows: 1,
    placeholder: 'Message',
    'aria-label': 'Message',
    maxlength: maxLength,
  })
  const send = h(
    'button',
    { class: 'send', type: 'submit', 'aria-label': 'Send', disabled: true },
    icon('send'),
  )
  const picker = h('input', { type: 'file', hidden: true })
  const attach = h(
    'button',
    { class: 'round', type: 'button', 'aria-label': 'Attach a file' },
    icon('attach'),
  )
  const orders = h(
    'button',
    { class: 'round orders', type: 'button', 'aria-label': 'Commands' },
    h('span', { 'aria-hidden': true }, sign),
  )
  const context = h('div', { class: 'composer-context', hidden: true })
  const suggestions = h('div', {
    class: 'suggestions',
    role: 'group',
    'aria-label': 'Commands',
    hidden: true,
  })
  const element = h(
    'form',
    { class: 'composer' },
    suggestions,
    context,
    h('div', { class: 'composer-row' }, attach, picker, field, orders, send),
  )

  const grow = () => {
    field.style.height = 'auto'
    // On a phone that is out of sight nothing can be measured.
    field.style.height = field.scrollHeight === 0 ? '' : `${Math.min(field.scrollHeight, 160)}px`
    send.disabled = field.value.trim() === ''
    showSuggestions()
  }

  const showSuggestions = () => {
    const typed = field.value.startsWith(sign) ? /^.(\w*)$/.exec(field.value)?.[1] : undefined
    const known = store.world.commands.length > 0 ? store.world.commands : usualCommands
    const found = typed === undefined ? [] : known.filter(({ command }) => command.startsWith(typed))
    fill(
      suggestions,
      ...found.map(({ command, description }) =>
        h(
          'button',
          { class: 'suggestion', type: 'button', onclick: () => write(`${sign}${command} `) },
          h('b', { class: 'suggestion-name' }, `${sign}${command}`),
          h('span', { class: 'suggestion-words' }, description),
        ),
      ),
    )
    suggestions.hidden = found.length === 0
  }

  /** @param {string} text */
  const write = text => {
    field.value = text
    grow()
    field.focus()
  }

  /** @param {typeof about} next */
  const setAbout = next => {
    about = next
    context.hidden = next === undefined
    send.classList.toggle('is-edit', next?.kind === 'edit')
    fill(send, icon(next?.kind === 'edit' ? 'check' : 'send'))
    if (next === undefined) return
    fill(
      context,
      icon(next.kind === 'edit' ? 'edit' : 'reply'),
      h(
        'p',
        {},
        h('b', {}, next.kind === 'edit' ? 'Edit message' : `Reply to ${next.message.from.name}`),
        h('span', { class: 'composer-words' }, (next.message.text || 'A file').replaceAll('\n', ' ')),
      ),
      h(
        'button',
        { class: 'round', type: 'button', 'aria-label': 'Cancel', onclick: () => cancel() },
        icon('close'),
      ),
    )
    field.focus()
  }

  const cancel = () => {
    if (about?.kind === 'edit') write('')
    setAbout(undefined)
  }

  const submit = () => {
    const text = field.value.trim()
    if (text === '') return
    const replyTo = about?.kind === 'reply' ? about.message.id : undefined
    const work =
      about?.kind === 'edit'
        ? store.perform('edit', { messageId: about.message.id, text })
        : store.perform('send', { topicId, text, replyTo })
    write('')
    saidTypingAt = 0
    setAbout(undefined)
    drafts.delete(topicId)
    onSent()
    // What could not be sent comes back, unless something else is being written already.
    toast.guard(
      work.catch(error => {
        if (field.value === '') write(text)
        throw error
      }),
    )
  }

  const upload = async (/** @type {File} */ file) => {
    const base64 = await new Promise((resolve, reject) => {
      const reader = new FileReader()
      reader.addEventListener('load', () => resolve(String(reader.result).replace(/^.*?,/, '')))
      reader.addEventListener('error', () => reject(new Error('The file could not be read.')))
      reader.readAsDataURL(file)
    })
    const replyTo = about?.kind === 'reply' ? about.message.id : undefined
    const details = {
      topicId,
      text: field.value,
      base64,
      name: file.name,
      mimeType: file.type,
      replyTo,
    }
    await store.perform('attach', details)
    write('')
    setAbout(undefined)
    onSent()
  }

  element.addEventListener('submit', event => {
    event.preventDefault()
    submit()
  })
  field.addEventListener('input', () => {
    grow()
    if (topicId === undefined || about?.kind === 'edit' || Date.now() - saidTypingAt < typingMs) return
    saidTypingAt = Date.now()
    onTyping?.(topicId)
  })
  field.addEventListener('keydown', event => {
    if (event.key === 'Escape' && about !== undefined) {
      event.stopPropagation()
      cancel()
    }
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    submit()
  })
  attach.addEventListener('click', () => picker.click())
  orders.addEventListener('click', () => {
    if (field.value === '') write(sign)
    else field.focus()
  })
  picker.addEventListener('change', () => {
    const [file] = picker.files ?? []
    if (file !== undefined) toast.guard(upload(file))
    picker.value = ''
  })

  return {
    element,
    open(next, placeholder = 'Message') {
      if (about?.kind !== 'edit') drafts.set(topicId, field.value)
      topicId = next
      saidTypingAt = 0
      field.placeholder = placeholder
      setAbout(undefined)
      field.value = drafts.get(next) ?? ''
      grow()
    },
    reply: message => setAbout({ kind: 'reply', message }),
    edit(message) {
      setAbout({ kind: 'edit', message })
      write(message.text)
    },
    focus: () => field.focus({ preventScroll: true }),
  }
}
