// biome-ignore-all lint/a11y/useButtonType: there is no form that a button could send.

import type { TypingUpdate } from '@pocketping/core/protocol'
import { h, type VNode } from 'preact'
import { needAi } from './ai.ts'
import { state, view } from './kit.ts'
import { endEditing } from './menu.tsx'
import { texts } from './texts.ts'

const TYPING_MS = 6000
// By then it has long been tried again, or a person is told.
const AI_MS = 60_000

let known: typeof state.typing_
let timer: ReturnType<typeof setTimeout> | undefined

/** That the other side is writing. */
export function typing(shown: string): VNode | false {
  const update = state.typing_ as TypingUpdate | undefined
  needAi(shown)
  if (update !== known) {
    known = update
    clearTimeout(timer)
    // The end of it may be lost on the way.
    timer = setTimeout(
      () => {
        state.typing_ = undefined
        state.changed_()
      },
      update?.active ? TYPING_MS : AI_MS,
    )
  }
  return (
    !!update?.active && (
      <div class="row" key="typing">
        <div
          class="bubble dots"
          role="img"
          aria-label={texts().typing.replace(
            '{name}',
            update.author?.name ?? state.session_?.operator?.name ?? view.texts_.title,
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
  const words = texts()
  if (view.editing_) {
    return choice(words.editing, words.cancel, endEditing)
  }
  if (view.isAway_ && view.unread_) {
    return (
      <button class="pill" onClick={() => view.scroll_.scrollTo({ top: 0, behavior: 'smooth' })}>
        {words.newer} ↓
      </button>
    )
  }
  const rest = 4000 - view.text_.length
  const note = view.isFull_
    ? words.full
    : rest < 200
      ? (rest < 0 ? words.over : words.left).replace('{n}', `${Math.abs(rest)}`)
      : view.isAway_ && state.olderThan_
        ? words.older
        : state.session_?.status === 'closed' && words.ended
  return (
    !!note && (
      <p class={`note ${rest < 0 && 'failed'}`} role="status">
        {note}
      </p>
    )
  )
}

/** A line with one thing to do. */
export function choice(said: string, label: string, onClick: () => void, isDisabled = false): VNode {
  return (
    <p class="note">
      {said} ·{' '}
      <button class="text" disabled={isDisabled} onClick={onClick}>
        {label}
      </button>
    </p>
  )
}
