import { launcherStyles } from './launcher-styles.ts'
import type { Options } from './options.ts'

/** The button on the page, and the element in whose shadow root everything of ours lives. */
export interface Launcher {
  host_: HTMLElement
  button_: HTMLButtonElement
  addStyles_(css: string): void
}

/** Makes the button, which is not on the page yet. */
export function createLauncher(onClick: () => void): Launcher {
  const host = document.createElement('pocket-ping')
  const root = host.attachShadow({ mode: 'open' })
  const button = document.createElement('button')
  // A constructed sheet is the one way to style that no `style-src` forbids.
  const addStyles = (css: string): void => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets.push(sheet)
  }
  addStyles(launcherStyles)
  button.onclick = onClick
  root.append(button)
  return { host_: host, button_: button, addStyles_: addStyles }
}

/** Shows what the options say of the button. */
export function refreshLauncher({ host_: host, button_: button }: Launcher, options: Options): void {
  host.style.setProperty('--pp-primary', options.primaryColor ?? '')
  button.name = `${options.position}`
  button.className = `b ${options.launcher}`
  button.ariaLabel = options.texts?.open ?? 'Open chat'
}
