// Loaded when the visitor opens the panel, the page asks for something, or a conversation is to be gone on with.
import { render } from 'preact'
import { act, followToken, mark, readUpTo, send, startChat, stopChat, tellPage } from '../chat.ts'
import { connect, reconnect } from '../connection.ts'
import { newRef } from '../outgoing.ts'
import { begin, emit, state } from '../state.ts'
import { isIncoming } from '../store.ts'
import { panelStyles } from '../styles.ts'
import { panelTexts } from '../texts.ts'
import type { Panel, Widget } from '../widget.ts'
import { forgetAll } from './forget-all.ts'
import { kit } from './kit.ts'
import { panel } from './panel.tsx'
import { needExtras, resetView, view, withExtras } from './view.ts'

/** Joins the conversation and the panel that shows it. */
export function start(widget: Widget): Panel {
  const { button_: button, control_: control } = widget
  const surface = document.createElement('div')
  let isDrawing = false

  // Whether the page says who the visitor is.
  const isKnown = (): unknown => widget.identity_ ?? widget.options_.identityToken

  function draw(): void {
    if (isDrawing) return
    isDrawing = true
    queueMicrotask(() => {
      isDrawing = false
      if (control.signal.aborted) return
      render(panel(close), surface)
      if (isKnown() && (state.isLive_ || view.isOpen_)) {
        needExtras()
        void view.extras_?.introduce_()
      }
      // Seen is what is open, in sight, and in the window that the visitor works in.
      mark(view.isOpen_ && !view.isAway_ && document.hasFocus())
      const { unread_: former } = view
      const unread = state.messages_.filter(
        message => isIncoming(message) && message.order > readUpTo() && !message.deletedAt,
      ).length
      if (unread === former) return
      view.unread_ = unread
      void withExtras(extras => extras.announce_(unread, unread > former))
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
    surface.style.colorScheme = theme === 'light' || theme === 'dark' ? theme : ''
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
  widget.addStyles_(panelStyles)
  widget.host_.shadowRoot!.append(surface)
  button.ariaExpanded = 'false'
  refresh()
  render(panel(close), surface)
  startChat(() => isKnown() && withExtras(extras => extras.resume_()))
  if (widget.options_.operatorAvatar) needExtras()

  const on = (name: string, act: () => void, target: EventTarget | undefined | null = window): void =>
    target?.addEventListener(name, act, control)
  on('online', reconnect)
  on('offline', stopChat)
  // A page that is kept for the back button may hold no connection.
  on('pagehide', stopChat)
  on('pageshow', connect)
  on('focus', connect)
  on('storage', followToken)
  on('navigatesuccess', tellPage, (window as { navigation?: EventTarget }).navigation)
  // A keyboard on the screen makes the visible part smaller, which no CSS unit tells.
  on('resize', () => void withExtras(extras => extras.fit_()), visualViewport)

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
      draw()
    },
    reset() {
      // The token of the options went when the page called; by now there may be another one.
      widget.identity_ = undefined
      forgetAll()
    },
    refresh_: refresh,
    stop_: stopChat,
  }
}
