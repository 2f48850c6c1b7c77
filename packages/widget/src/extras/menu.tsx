// biome-ignore-all lint/a11y/useButtonType: there is no form that a button could send.
import { h, type VNode } from 'preact'
import type { Row } from '../panel/rows.ts'
import { act, settle, state, view, write } from './kit.ts'
import { texts } from './texts.ts'

/** What stands below a message of the visitor's own: its menu, or that it was refused. */
export function below(row: Row): VNode | (VNode | false)[] | false {
  const words = texts()
  if (row.failed) {
    return [
      <small class="failed">{row.failed}</small>,
      <button class="text failed" onClick={() => settle(row.id, { failed: undefined })}>
        {words.failed}
      </button>,
      <button class="text" onClick={() => settle(row.id)}>
        {words.remove}
      </button>,
    ]
  }
  if (!row.order || row.deletedAt) return false
  const isOpen = view.menu_ === row.id
  return [
    <button
      class="icon more"
      aria-label={words.options}
      aria-haspopup="menu"
      aria-expanded={`${isOpen}`}
      onClick={() => show(isOpen ? undefined : row.id)}
    >
      ⋯
    </button>,
    isOpen && (
      <div
        class="menu"
        role="menu"
        aria-label={words.options}
        onKeyDown={move}
        // There is no property for it, and adding it twice is adding it once.
        ref={(element: HTMLElement | null) => element?.addEventListener('focusout', leave)}
      >
        <button
          role="menuitem"
          onClick={() => {
            view.menu_ = undefined
            view.editing_ = state.messages_.find(({ id }) => id === row.id)
            write(row.content)
          }}
        >
          {words.edit}
        </button>
        <button
          role="menuitem"
          onClick={() => {
            act(`delete ${row.id}`, { type: 'delete', id: row.id })
            view.area_.focus()
          }}
        >
          {words.remove}
        </button>
      </div>
    ),
  ]
}

/** Sends what the composer holds as the new text of a message. Returns whether there was room for it. */
export function edit(content: string): boolean {
  const { id } = view.editing_!
  view.editing_ = undefined
  return act(`edit ${Date.now()}`, { type: 'edit', id, content })
}

/** Ends editing without a change. */
export function endEditing(): void {
  view.editing_ = undefined
  write('')
}

/** Closes the menu, or ends editing. Returns whether there was something to take back. */
export function cancel(): boolean {
  const hadMenu = !!view.menu_
  const hadEditing = !!view.editing_
  if (hadMenu) {
    view.dialog_.querySelector<HTMLElement>('.more[aria-expanded=true]')?.focus()
    show(undefined)
  } else if (hadEditing) {
    endEditing()
  }
  return hadMenu || hadEditing
}

function show(id: string | undefined): void {
  view.menu_ = id
  state.changed_()
  // After drawing, which is a microtask away.
  if (id)
    setTimeout(() => {
      const menu = view.dialog_.querySelector<HTMLElement>('.menu')
      if (!menu) return
      const { bottom } = view.scroll_.getBoundingClientRect()
      if (menu.getBoundingClientRect().bottom > bottom) menu.style.insetBlock = 'auto 100%'
      menu.querySelector('button')?.focus()
    })
}

function move(event: KeyboardEvent): void {
  const item = event.target as HTMLElement
  const next = { ArrowDown: item.nextElementSibling, ArrowUp: item.previousElementSibling }[event.key]
  if (next === undefined) return
  event.preventDefault()
  ;(next as HTMLElement | null)?.focus()
}

function leave({ currentTarget, relatedTarget }: FocusEvent): void {
  // The button that opened it closes it by itself.
  if (!(currentTarget as Element).parentElement?.contains(relatedTarget as Node | null)) show(undefined)
}
