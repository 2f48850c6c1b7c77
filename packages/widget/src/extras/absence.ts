import { state } from './kit.ts'
import { texts } from './texts.ts'

const DAY_MS = 86_400_000

/** When somebody is back, in the visitor's own time; undefined where somebody is there, or nothing is said of it. */
export function absence(): string | undefined {
  const { open = true, backAt } = state.session_?.availability ?? {}
  const { away, back } = texts()
  if (open || !backAt) return open ? undefined : away
  const date = new Date(backAt)
  const days = (date.getTime() - Date.now()) / DAY_MS
  // It has passed since the server said so: somebody is there again.
  if (days < 0) return undefined
  const time = date.toLocaleString(state.widget_.options_.language, {
    hour: 'numeric',
    minute: '2-digit',
    ...(date.toDateString() !== new Date().toDateString() && { weekday: 'short' }),
    // From here on a weekday alone may be taken for the one before.
    ...(days > 6 && { day: 'numeric', month: 'short' }),
  })
  return back.replace('{time}', time)
}
