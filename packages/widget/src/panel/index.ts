// Loaded when the visitor opens the panel, the page asks for something, or a conversation is to be gone on with.
import { render } from 'preact'
import {
  act,
  followToken,
  forget,
  introduce,
  mark,
  post,
  readUpTo,
  send,
  startChat,
  stopChat,
  warn,
} from '../chat.ts'
import { connect, reconnect } from '../connection.ts'
import { addStyles } from '../launcher.ts'
import { newRef } from '../outgoing.ts'
import { writeSaved } from '../saved.ts'
import { begin, emit, state } from '../state.ts'
import { isIncoming } from '../store.ts'
import { panelStyles } from '../styles.ts'
import { panelTexts } from '../texts.ts'
import type { Panel, Widget } from '../widget.ts'
import { kit } from './kit.ts'
import { panel } from './panel.tsx'
import { resetView, view, withExtras } from './view.ts'

/** Joins the conversation and the panel that shows it. */
export function start(widget: Widget): Panel {
  const { launcher_, control_: control, key_: key } = widget
  const { root_: root, button_: button } = launcher_
  const surface = document.createElement('div')
  let isDrawing = false

  function draw(): void {
    if (isDrawing) return
    isDrawing = true
    queueMicrotask(() => {
      isDrawing = false
      if (control.signal.aborted) return
      render(panel(close), surface)
      // Seen is what is open, in sight, and in the window that the visitor works in.
      mark(view.isOpen_ && !view.isAway_ && document.hasFocus())
      const { unread_: former } = view
      const unread = state.messages_.filter(
        message => isIncoming(message) && message.order > readUpTo() && !message.deletedAt,
      ).length
      if (unread === former) return
      view.unread_ = unread
      withExtras(extras => extras.announce_(unread, unread > former))
      emit('unread', unread)
    })
  }

  function toggle(isOpen = !view.isOpen_): void {
    if (isOpen === view.isOpen_) return
    const { dialog_: dialog } = view
    view.isOpen_ = isOpen
    button.ariaExpanded = `${isOpen}`
    if (!isOpen) {
      dialog.close()
      button.focus()
    } else {
      // On a small screen the panel is all there is; elsewhere the page stays usable beside it.
      if (innerWidth > 480) dialog.show()
      else dialog.showModal()
      view.area_.focus()
    }
    emit(isOpen ? 'open' : 'close')
    draw()
  }

  const close = (): void => toggle(false)

  const refresh = (): void => {
    const { theme, dir, language, texts, title, welcomeMessage } = widget.options_
    surface.className = 's'
    surface.style.colorScheme = theme?.replace('auto', '') ?? ''
    // Where nothing is said, both come from the page.
    if (dir) surface.dir = dir
    if (language) surface.lang = language
    view.texts_ = {
      ...panelTexts,
      ...(title && { title }),
      welcome: welcomeMessage ?? panelTexts.welcome,
      ...texts,
    }
    draw()
  }

  begin(widget, draw)
  resetView(kit)
  addStyles(root, panelStyles)
  root.append(surface)
  button.ariaExpanded = 'false'
  refresh()
  render(panel(close), surface)
  startChat()
  if (widget.options_.operatorAvatar) withExtras()

  const on = (name: string, act: () => void, target: EventTarget | undefined | null = window): void =>
    target?.addEventListener(name, act, control)
  on('online', reconnect)
  on('offline', stopChat)
  // A page that is kept for the back button may hold no connection.
  on('pagehide', stopChat)
  on('pageshow', connect)
  on('focus', connect)
  on('storage', followToken)
  on('navigatesuccess', introduce, (window as { navigation?: EventTarget }).navigation)
  // A keyboard on the screen makes the visible part smaller, which no CSS unit tells.
  on('resize', () => withExtras(extras => extras.fit_()), visualViewport)

  return {
    open: () => toggle(true),
    close,
    toggle: () => toggle(),
    sendMessage: send,
    trigger(name, data) {
      const id = newRef('evt')
      act(id, { type: 'event', id, name, data: data! })
    },
    identify(identity) {
      widget.identity_ = identity
      introduce()
    },
    reset() {
      widget.identity_ = undefined
      if (state.token_) post({ type: 'forget' }).catch(warn)
      writeSaved(key, { unsent: [] })
      forget()
    },
    refresh_: refresh,
    stop_: stopChat,
  }
}
