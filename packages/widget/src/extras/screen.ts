import { view } from './kit.ts'

/** Fits the panel into what a keyboard on the screen leaves of it, which no CSS unit tells. */
export function fit(): void {
  const { height, offsetTop } = visualViewport!
  view.dialog_.style.setProperty('--height', `${height}px`)
  view.dialog_.style.setProperty('--top', `${offsetTop}px`)
}
