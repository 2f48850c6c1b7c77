import type { AiUpdate, TypingUpdate } from '@pocketping/core/protocol'
import { readSaved } from './saved.ts'
import type { Store } from './store.ts'
import type { Widget } from './widget.ts'

/** The conversation. A page has one widget, so this is one object, made anew by `begin`. */
export interface State extends Store {
  widget_: Widget
  /** Whose conversation this is. */
  token_: string | undefined
  /** The connection works. */
  isLive_: boolean
  /** What comes next was there before this page was. */
  isRestoring_: boolean
  /** Attempts to reach the server that failed, one after the other. */
  failures_: number
  /** What the other side is at: it types, or the AI says something that is not finished yet. */
  typing_?: TypingUpdate | AiUpdate | undefined
  /** Up to which `order` messages were told as received, and as read. */
  received_: number
  read_: number
  /** What was told of who the visitor is, or was tried to find an earlier conversation by. */
  said_?: string | undefined
  /** Called whenever something of this is to be shown. */
  changed_(): void
}

export const state = {} as State

/** Tells those of the page who listen. */
export function emit(name: string, detail?: unknown): void {
  for (const listener of state.widget_.listeners_[name] ?? []) {
    // On its own, so that an error of the page's shows as the page's and stops nothing of ours.
    queueMicrotask(() => listener(detail as never))
  }
}

/** Begins with nothing known. */
export function begin(widget: Widget, changed: () => void): void {
  const token = readSaved(widget.key_).token
  Object.assign(state, {
    widget_: widget,
    token_: token,
    isLive_: false,
    isRestoring_: !!token,
    session_: undefined,
    messages_: [],
    olderThan_: undefined,
    cursor_: 0,
    failures_: 0,
    received_: 0,
    read_: 0,
    said_: undefined,
    changed_: changed,
  } satisfies State)
}
