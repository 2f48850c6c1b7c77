import { launcherStyles } from './launcher-styles.ts'
import type { Options } from './options.ts'

/** The button on the page, and the shadow root in which everything of ours lives. */
export interface Launcher {
  host_: HTMLElement
  root_: ShadowRoot
  button_: HTMLElement
}

/** Puts the button on the page. */
export function createLauncher(onClick: () => void): Launcher {
  const host = document.createElement('pocket-ping')
  const root = host.attachShadow({ mode: 'open' })
  const button = document.createElement('button')
  addStyles(root, launcherStyles)
  button.onclick = onClick
  root.append(button)
  // Beside the body, not in it: a page that exchanges its body, as Turbo, Astro and htmx do, keeps the conversation.
  document.documentElement.append(host)
  return { host_: host, root_: root, button_: button }
}

/** Shows what the options say of the button. */
export function refreshLauncher({ host_: host, button_: button }: Launcher, options: Options): void {
  host.className = `${options.position}`
  host.style.setProperty('--pp-primary', options.primaryColor ?? '')
  button.className = `b ${options.launcher}`
  button.ariaLabel = options.texts?.open ?? 'Open chat'
}

/** Adds a constructed sheet: the one way to style that no `style-src` forbids. */
export function addStyles(root: ShadowRoot, css: string): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets.push(sheet)
}
