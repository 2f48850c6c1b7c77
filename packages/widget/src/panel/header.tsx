import { h, type VNode } from 'preact'
import { face, operatorName } from './bubble.tsx'
import { view } from './view.ts'

/** Whom the visitor talks to, and how things are. */
export function header(close: () => void): VNode {
  const { texts_: texts } = view
  const name = operatorName()
  return (
    <header class="head">
      {view.extras_?.picture_(name) ?? face(name)}
      <div>
        <b>{name}</b>
        <small>{view.extras_?.absence_() ?? texts.subtitle}</small>
      </div>
      {iconButton('icon', texts.close, 'M6 6l12 12M18 6L6 18', close)}
    </header>
  )
}

/** A button that shows one line on a 24 by 24 grid. */
export function iconButton(
  name: string,
  label: string,
  path: string,
  onClick: (event: Event) => void,
  isDisabled = false,
): VNode {
  return (
    // biome-ignore lint/a11y/useButtonType: there is no form that it could send.
    <button class={name} aria-label={label} onClick={onClick} disabled={isDisabled}>
      {/* biome-ignore lint/a11y/noSvgWithoutTitle: the button has a name, and nothing in it is read. */}
      <svg viewBox="0 0 24 24">
        <path d={path} />
      </svg>
    </button>
  )
}
