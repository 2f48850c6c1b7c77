import { h, type VNode } from 'preact'
import { isOffline } from '../connection.ts'
import { composer } from './composer.tsx'
import { header } from './header.tsx'
import { log } from './log.tsx'
import { view } from './view.ts'

/** The whole panel. */
export function panel(close: () => void): VNode {
  const { texts_: texts, extras_: extras } = view
  return (
    <dialog
      class="panel"
      aria-label={texts.title}
      ref={(element: HTMLDialogElement | null) => {
        view.dialog_ = element!
      }}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Escape' && !event.isComposing && !extras?.cancel_()) close()
      }}
      // The event comes late: meanwhile the page may have opened the panel again.
      onClose={() => view.dialog_.open || close()}
    >
      {header(close)}
      {log()}
      {extras?.above_()}
      <p class="note" role="status">
        {isOffline() && texts.offline}
      </p>
      {composer()}
    </dialog>
  )
}
