import type { Identification, PocketPing } from './api.ts'
import type { Launcher } from './launcher.ts'
import type { Options } from './options.ts'

/** What the launcher, which is on the page from the start, gives to the parts that are loaded later. */
export interface Widget extends Launcher {
  options_: Options
  /** Address of the engine's visitor side, with a slash at the end; it may lack the origin. */
  base_: string
  /** Name under which the browser keeps the conversation. */
  key_: string
  identity_?: Identification | undefined
  /** Ends when what the project says is known, or is waited for no longer. */
  settled_?: Promise<void>
  /** Ends with the widget; listeners on the page hang on it. */
  control_: AbortController
  listeners_: Listeners
  load_: Load
}

/** Who listens to what. */
export type Listeners = Record<string, Set<(detail: never) => void>>

/** The parts that are loaded on first need. */
export interface Parts {
  panel: typeof import('./panel/index.ts')
  extras: typeof import('./extras/index.ts')
  ai: typeof import('./ai/index.ts')
}

export type Load = <Name extends keyof Parts>(name: Name) => Promise<Parts[Name]>

/** The calls of the public API that the panel carries out once it is loaded. */
export type Calls = Pick<
  PocketPing,
  'open' | 'close' | 'toggle' | 'sendMessage' | 'trigger' | 'identify' | 'reset'
>

/** The panel, once loaded. */
export interface Panel extends Calls {
  /** Options changed. */
  refresh_(): void
  stop_(): void
}
