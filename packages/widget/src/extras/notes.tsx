import { h, type VNode } from 'preact'
import { state, view } from './kit.ts'
import { endEditing } from './menu.tsx'
import { texts } from './texts.ts'

/** That the other side is writing. */
export function typing(): VNode | undefined {
  const { typing_: author } = state
  return (
    author && (
      <div class="row" key="typing">
        <div
          class="bubble dots"
          role="img"
          aria-label={texts().typing.replace(
            '{name}',
            author.name || (state.session_?.operator?.name ?? view.texts_.title),
          )}
        >
          ●●●
        </div>
      </div>
    )
  )
}

/** What stands above the composer: the way to new messages, what is changed, and what there is to know. */
export function above(): VNode | false {
  const { newer, editing, cancel, full, older, ended, left, over } = texts()
  if (view.editing_) {
    return (
      <p class="note">
        {editing} ·{' '}
        <button type="button" class="text" onClick={endEditing}>
          {cancel}
        </button>
      </p>
    )
  }
  if (view.isAway_ && view.unread_) {
    return (
      <button
        type="button"
        class="pill"
        onClick={() => view.scroll_.scrollTo({ top: 0, behavior: 'smooth' })}
      >
        {newer} ↓
      </button>
    )
  }
  const rest = 4000 - view.text_.length
  const note = view.isFull_
    ? full
    : rest < 200
      ? (rest < 0 ? over : left).replace('{n}', `${Math.abs(rest)}`)
      : view.isAway_ && state.hasOlder_
        ? older
        : state.session_?.status === 'closed' && ended
  return (
    !!note && (
      <p class={`note ${rest < 0 && 'failed'}`} role="status">
        {note}
      </p>
    )
  )
}
