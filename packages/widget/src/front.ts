import type { PocketPing } from './api.ts'
import { createLauncher, refreshLauncher } from './launcher.ts'
import type { Options } from './options.ts'
import type { Calls, Listeners, Load, Panel, Widget } from './widget.ts'

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
      // Meanwhile the widget may have been destroyed, or another call may have been here.
      if (target === widget) panel ??= part.start(target)
    } catch {
      // The network is away; what waits keeps waiting.
      setTimeout(flush, 5000)
    }
    while (panel && waiting[0]) waiting.shift()!(panel)
  }

  function call<Name extends keyof Calls>(name: Name): Calls[Name] {
    return (...given: unknown[]) => {
      waiting.push(panel => (panel[name] as (...given: unknown[]) => void)(...given))
      void flush()
    }
  }

  const on = (name: string, listener: (detail: never) => void): (() => void) => {
    listeners[name] ??= new Set()
    listeners[name].add(listener)
    return () => listeners[name]!.delete(listener)
  }

  const api: PocketPing = {
    init(changes) {
      const options: Options = { ...(widget?.options_ ?? defaults), ...changes }
      const base = `${options.endpoint ?? ''}/widget/`
      const key = `${options.storageKey ?? 'pocketping'}:${options.projectId ?? ''}`
      // Another server or project is another conversation.
      if (widget && widget.base_ + widget.key_ !== base + key) api.destroy()
      if (!widget) {
        const control = new AbortController()
        widget = {
          options_: options,
          base_: base,
          key_: key,
          launcher_: createLauncher(api.toggle),
          identity_: undefined,
          control_: control,
          listeners_: listeners,
          load_: load,
        }
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
      widget.options_ = options
      refreshLauncher(widget.launcher_, options)
      panel?.refresh_()
      return api
    },
    open: call('open'),
    close: call('close'),
    toggle: call('toggle'),
    sendMessage: call('sendMessage'),
    trigger: call('trigger'),
    identify: call('identify'),
    reset: call('reset'),
    onEvent: (name, listener) => on(`:${name}`, listener),
    offEvent: (name, listener) => listeners[`:${name}`]?.delete(listener),
    on,
    destroy() {
      panel?.stop_()
      widget?.control_.abort()
      widget?.launcher_.host_.remove()
      widget = panel = undefined
      waiting = []
    },
  }
  return api
}
