import type { PocketPing } from './api.ts'
import { createPocketPing } from './front.ts'
import type { Load } from './widget.ts'

/** The hash in the file names of the parts; filled in by the build. */
declare const HASH: string

declare global {
  interface Window {
    PocketPing?: PocketPing
  }
}

// The page may include the script twice, or run it again when it exchanges its body.
if (!window.PocketPing) {
  const script = document.currentScript as HTMLScriptElement | null
  if (!script) throw Error('PocketPing: drop type=module')
  const { src, dataset } = script
  const endpoint = src.split('/widget.js')[0]!
  let failures = 0
  // An absolute address: a script of another origin has none of its own for `import`. And another one after a failure,
  // because browsers keep failures of `import` as they keep modules.
  const load: Load = name =>
    import(`${endpoint}/widget/${name}-${HASH}.js?${failures}`).catch(error => {
      failures++
      throw error
    })
  const pocketping = createPocketPing(load, { endpoint, ...dataset })
  window.PocketPing = pocketping
  // After the page's own scripts, so that its `init` is the first where it calls it.
  const start = (): PocketPing => pocketping.init()
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start)
  else setTimeout(start)
}
