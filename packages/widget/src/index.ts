// The ES module: `import { init } from '@pocketping/widget'`.
import type { PocketPing } from './api.ts'
import { createPocketPing } from './front.ts'
import type { Options } from './options.ts'
import type { Load, Parts } from './widget.ts'

export type { Identification, PocketPing, WidgetEvents } from './api.ts'
export type { Options } from './options.ts'
export type { Texts } from './texts.ts'

const parts: { [Name in keyof Parts]: () => Promise<Parts[Name]> } = {
  panel: () => import('./panel/index.ts'),
  extras: () => import('./extras/index.ts'),
  ai: () => import('./ai/index.ts'),
}

const load: Load = name => parts[name]()
const pocketping: PocketPing = createPocketPing(load, {})

/** Shows the widget and returns its API. A second call changes options; there is never a second widget. */
export function init(options?: Options): PocketPing {
  return pocketping.init(options)
}
