import type { Texts } from './texts.ts'

/** How the widget looks and where it finds its server. Every option may be left out. */
export interface Options {
  /** Where the engine is mounted, e.g. `/pocketping`. By default, where the script came from. */
  endpoint?: string
  /** Which project, where the engine serves several. */
  projectId?: string
  /** Proves who the visitor is, as `identityToken` of `identify` does. */
  identityToken?: string | undefined
  /** Which corner; `bottom-right` by default. */
  position?: 'bottom-right' | 'bottom-left'
  /** Any CSS colour; what is written on it turns black or white by itself. */
  primaryColor?: string
  /** `auto`, the default, follows the visitor's system. */
  theme?: 'light' | 'dark' | 'auto'
  /** Shown until an operator answers under a name of their own. */
  operatorName?: string
  operatorAvatar?: string
  /** The first bubble of a conversation; an empty string shows none. */
  welcomeMessage?: string
  /** Heading of the panel, and its name for screen readers. */
  title?: string
  /** Replaces any of the strings. */
  texts?: Partial<Texts>
  /** BCP 47 language of times and of the visitor; the page's by default. */
  language?: string
  /** Writing direction; the page's by default. */
  dir?: 'ltr' | 'rtl'
  /** Plays a soft tone when a message arrives unseen. */
  sound?: boolean | 'true' | 'false'
  /** Name under which the browser keeps the conversation; `pocketping` by default. */
  storageKey?: string
  /** `false` shows no launcher: the page opens the panel with `open()`. */
  launcher?: boolean | 'true' | 'false'
}
