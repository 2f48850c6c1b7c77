import type { PocketPing } from './api.ts'
import { createLauncher, refreshLauncher } from './launcher.ts'
import type { Options } from './options.ts'
import type { Calls, Listeners, Load, Panel, Widget } from './widget.ts'

// By then whoever opened the page looks for the button.
const SETTINGS_MS = 2000

const CALLS = 'open,close,toggle,sendMessage,trigger,identify,reset'

/** Joins the launcher, and the panel once it is needed, to one API that keeps calls until they can be carried out. */
export function createPocketPing(load: Load, defaults: Options): PocketPing {
  const listeners: Listeners = {}
  let widget: Widget | undefined
  let panel: Panel | undefined
  let waiting: ((panel: Panel) => void)[] = []

  /** Carries out what waits, and loads the panel for it if need be. */
  async function flush(): Promise<void> {
    const target = widget
    if (!target) return
    try {
      const part = await load('panel')
      // Begun before: the panel too is shown as the project wants it, from the start.
      await target.settled_
      // Meanwhile the widget may have been destroyed, or another call may have been here.
      if (target === widget) panel ??= part.start(target)
    } catch {
      // The network is away; what waits keeps waiting.
      setTimeout(flush, 5000)
    }
    while (panel && waiting[0]) waiting.shift()!(panel)
  }

  const on = (name: string, listener: (detail: never) => void): (() => void) => {
    listeners[name] ??= new Set()
    listeners[name].add(listener)
    return () => listeners[name]!.delete(listener)
  }

  const api = {
    init(changes) {
      const options: Options = { ...(widget?.options_ ?? defaults), ...changes }
      const { endpoint = '', storageKey = 'pocketping', projectId = '' } = options
      const base = `${endpoint}/widget/`
      const key = `${storageKey}:${projectId}`
      // Another server or project is another conversation.
      if (widget && widget.base_ + widget.key_ !== base + key) api.destroy()
      if (!widget) {
        const control = new AbortController()
        widget = {
          options_: options,
          base_: base,
          key_: key,
          ...createLauncher(api.toggle),
          control_: control,
          listeners_: listeners,
          load_: load,
        }
        const made = widget
        const project = new URLSearchParams(projectId && { projectId })
        made.settled_ = fetch(`${base}settings?${project}`, { signal: AbortSignal.timeout(SETTINGS_MS) })
          .then(answer => answer.ok && answer.json())
          // Below, not among the page's options: those win, and go along to another project.
          .then((settings: object) => Object.setPrototypeOf(made.options_, settings))
          // Slow, blocked or broken: the defaults will do.
          .catch(() => undefined)
          .then(() => {
            if (made !== widget) return
            api.init()
            // Beside the body, not in it: a page that exchanges its body, as Turbo, Astro and htmx do, keeps the conversation.
            document.documentElement.append(made.host_)
          })
        // A conversation that was begun goes on, also when another tab begins it now.
        const resume = (): void => {
          try {
            if (waiting[0] || localStorage.getItem(key)) void flush()
          } catch {
            // Storage is blocked: there is nothing to go on with.
          }
        }
        resume()
        addEventListener('storage', resume, control)
      }
      refreshLauncher(widget, Object.assign(widget.options_, changes))
      panel?.refresh_()
      return api
    },
    onEvent: (name, listener) => on(`:${name}`, listener),
    offEvent: (name, listener) => listeners[`:${name}`]?.delete(listener),
    on,
    destroy() {
      panel?.stop_()
      widget?.control_.abort()
      widget?.host_.remove()
      widget = panel = undefined
      waiting = []
    },
  } satisfies Omit<PocketPing, keyof Calls> as unknown as PocketPing
  for (const name of CALLS.split(',') as (keyof Calls)[]) {
    api[name] = (...given: unknown[]) => {
      // At once, unlike the rest: the next call may give the token of somebody else.
      if (name === 'reset') delete widget?.options_.identityToken
      waiting.push(panel => (panel[name] as (...given: unknown[]) => void)(...given))
      void flush()
    }
  }
  return api
}
