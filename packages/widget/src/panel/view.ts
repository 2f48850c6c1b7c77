import type { Message } from '@pocketping/core/protocol'
import { state } from '../state.ts'
import type { PanelTexts } from '../texts.ts'
import type { Parts } from '../widget.ts'

type Kit = Parameters<Parts['extras']['start']>[0]
type Extras = ReturnType<Parts['extras']['start']>

/** What is shown besides the conversation itself. Like `state`, one object for the page's one widget. */
export interface View {
  texts_: PanelTexts
  isOpen_: boolean
  /** What is loaded on first need, once it was needed. */
  extras_?: Extras | undefined
  /** What the extras use of the panel. */
  kit_: Kit
  dialog_: HTMLDialogElement
  scroll_: HTMLElement
  area_: HTMLTextAreaElement
  /** What stands in the composer, without white space around it. */
  text_: string
  unread_: number
  /** The newest messages are out of sight. */
  isAway_: boolean
  /** Nothing more can be sent for the time being. */
  isFull_?: boolean
  /** Id of the message whose menu is open. */
  menu_?: string | undefined
  /** The message that the composer changes instead of writing a new one. */
  editing_?: Message | undefined
}

export const view = {} as View

/** Begins with a closed panel. */
export function resetView(kit: Kit): void {
  Object.assign(view, {
    kit_: kit,
    isOpen_: false,
    extras_: undefined,
    text_: '',
    unread_: 0,
    isAway_: false,
    isFull_: false,
  })
}

/** Loads the extras if this is the first need of them, then does something with them. */
export function withExtras(act?: (extras: Extras) => unknown): Promise<unknown> {
  return state.widget_.load_('extras').then(
    ({ start }) => {
      if (!view.extras_) {
        view.extras_ = start(view.kit_)
        state.widget_.addStyles_(view.extras_.styles_)
      }
      state.changed_()
      return act?.(view.extras_)
    },
    // The network is away: the next need asks again.
    () => undefined,
  )
}

/** Loads the extras unless they are here. */
export function needExtras(): void {
  if (!view.extras_) void withExtras()
}
