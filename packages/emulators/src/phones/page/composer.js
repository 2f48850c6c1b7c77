import { fill, h, icon } from './dom.js'
import { perform } from './link.js'

/** @typedef {import('./link.js').MessageView} MessageView */

/**
 * @typedef {object} Composer
 * @property {HTMLElement} element
 * @property {(topicId: number) => void} open
 * @property {(message: MessageView) => void} reply
 * @property {(message: MessageView) => void} edit
 * @property {() => void} focus
 */

/**
 * Where one writes. Enter sends, Shift+Enter makes a line, Escape drops the reply or the edit. What was not sent stays
 * in its topic.
 *
 * @param {import('./store.js').Store} store
 * @param {import('./overlays.js').Toast} toast
 * @param {() => void} onSent
 * @returns {Composer}
 */
export function makeComposer(store, toast, onSent) {
  /** @type {Map<number, string>} */
  const drafts = new Map()
  let topicId = 0
  /** @type {{ kind: 'reply' | 'edit', message: MessageView } | undefined} */
  let about

  const field = h('textarea', {
    class: 'composer-field',
    rows: 1,
    placeholder: 'Message',
    'aria-label': 'Message',
    maxlength: 4096,
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
    h('div', { class: 'composer-row' }, attach, picker, field, send),
  )

  const grow = () => {
    field.style.height = 'auto'
    field.style.height = `${Math.min(field.scrollHeight, 160)}px`
    send.disabled = field.value.trim() === ''
    showSuggestions()
  }

  const showSuggestions = () => {
    const typed = /^\/(\w*)$/.exec(field.value)?.[1]
    const found = typed === undefined ? [] : store.commands.filter(({ command }) => command.startsWith(typed))
    fill(
      suggestions,
      ...found.map(({ command, description }) =>
        h(
          'button',
          { class: 'suggestion', type: 'button', onclick: () => write(`/${command} `) },
          h('b', { class: 'suggestion-name' }, `/${command}`),
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
    const words = next.message.text || (next.message.file?.name ?? '')
    fill(
      context,
      icon(next.kind === 'edit' ? 'edit' : 'reply'),
      h(
        'p',
        {},
        h('b', {}, next.kind === 'edit' ? 'Edit message' : `Reply to ${next.message.from.name}`),
        h('span', { class: 'composer-words' }, words.replaceAll('\n', ' ')),
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
    const text = field.value
    if (text.trim() === '') return
    const from = store.me().id
    const replyTo = about?.kind === 'reply' ? about.message.id : undefined
    const work =
      about?.kind === 'edit'
        ? perform('edit', { messageId: about.message.id, text, from })
        : perform('send', { topicId, text, replyTo, from })
    write('')
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
      from: store.me().id,
    }
    await perform('photo', details)
    write('')
    setAbout(undefined)
    onSent()
  }

  element.addEventListener('submit', event => {
    event.preventDefault()
    submit()
  })
  field.addEventListener('input', grow)
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
  picker.addEventListener('change', () => {
    const [file] = picker.files ?? []
    if (file !== undefined) toast.guard(upload(file))
    picker.value = ''
  })

  return {
    element,
    open(next) {
      if (about?.kind !== 'edit') drafts.set(topicId, field.value)
      topicId = next
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
