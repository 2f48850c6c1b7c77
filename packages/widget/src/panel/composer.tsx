import { h, type VNode } from 'preact'
import { send, tell } from '../chat.ts'
import { isText } from '../outgoing.ts'
import { state } from '../state.ts'
import { iconButton } from './header.tsx'
import { needExtras, view } from './view.ts'

const NEAR_LENGTH = 3800
const TYPING_MS = 3000

let typingSince = 0

/** Where the visitor writes. */
export function composer(): VNode {
  const { texts_: texts, text_: text } = view
  return (
    <div class="write">
      <textarea
        rows={1}
        dir={text ? 'auto' : undefined}
        placeholder={texts.placeholder}
        ref={(element: HTMLTextAreaElement | null) => {
          view.area_ = element!
        }}
        onInput={typed}
        onKeyDown={(event: KeyboardEvent) => {
          // While an input method composes, Enter takes its proposal; Safari says so by key code 229 only.
          if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) {
            event.preventDefault()
            submit()
          }
        }}
      />
      {iconButton('icon send', texts.send, 'M12 19V5m-6 6l6-6 6 6', submit, !isText(text))}
    </div>
  )
}

function typed(): void {
  const { area_: area } = view
  view.text_ = area.value.trim()
  if (view.text_.length > NEAR_LENGTH) needExtras()
  area.style.height = 'auto'
  area.style.height = `${area.scrollHeight}px`
  const now = view.text_ ? Date.now() : 0
  if (!now !== !typingSince || now - typingSince > TYPING_MS) {
    typingSince = now
    tell({ type: 'typing', active: !!now })
  }
  state.changed_()
}

/** Puts a text into the composer, and the visitor there. */
export function write(text: string): void {
  view.area_.value = text
  view.area_.focus()
  typed()
}

function submit(): void {
  const { text_: text } = view
  if (!isText(text)) return
  // Only the extras begin to edit.
  view.isFull_ = !(view.editing_ ? view.extras_!.edit_(text) : send(text))
  if (view.isFull_) {
    needExtras()
    return
  }
  typingSince = 0
  // Who writes wants to see it.
  view.scroll_.scrollTop = 0
  write('')
}
