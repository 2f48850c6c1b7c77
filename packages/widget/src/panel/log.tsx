import { h, type VNode } from 'preact'
import { listUnsent } from '../outgoing.ts'
import { state } from '../state.ts'
import { bubble } from './bubble.tsx'
import { isRich, isSameRun, rows } from './rows.ts'
import { needExtras, view, withExtras } from './view.ts'

/** The conversation, which stays at its end until the visitor scrolls up. */
export function log(): VNode {
  const { texts_: texts, extras_: extras } = view
  const list = rows(state.messages_, listUnsent(state.widget_.key_))
  const shown = JSON.stringify([list, state.typing_, state.session_])
  if (isRich(shown)) needExtras()
  if (!state.olderThan_ && texts.welcome) {
    list.unshift({ id: '', type: 'operator', content: texts.welcome, createdAt: Date() })
  }
  return (
    // Laid out from the end, so that the browser itself keeps the end, or the place scrolled to, in sight.
    <div
      class="scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard.
      tabIndex={0}
      role="log"
      aria-label={texts.messages}
      ref={(element: HTMLElement | null) => {
        view.scroll_ = element!
      }}
      onPointerEnter={needExtras}
      onFocus={needExtras}
      onScroll={() => void withExtras(extras => extras.scrolled_())}
    >
      <div class="log">
        {list.map((row, index) =>
          (extras?.bubble_ ?? bubble)(
            row,
            !isSameRun(list[index - 1], row),
            !isSameRun(row, list[index + 1]),
            list[index - 1],
          ),
        )}
        {extras?.typing_(shown)}
      </div>
    </div>
  )
}
