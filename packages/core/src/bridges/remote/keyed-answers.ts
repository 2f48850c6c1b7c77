import { createRecentMap } from '../../conversation/recent-map.ts'
import type { BridgeCall } from './bridge-call.ts'

/** Remembers what was posted, so that an answer which was lost on its way to the engine makes no second post. */
export type OnlyOnce = <Result>(call: BridgeCall, act: () => Promise<Result>) => Promise<Result>

interface Known {
  /** What the call asked for: under the same key, an engine may ask for something else. */
  asked: string
  result: Promise<unknown>
}

const MAX_KNOWN = 500

export function createOnlyOnce(): OnlyOnce {
  const known = createRecentMap<Known>(MAX_KNOWN)
  return <Result>(call: BridgeCall, act: () => Promise<Result>): Promise<Result> => {
    const asked = identify(call)
    if (!asked) return act()
    const before = known.get(asked.key)
    if (before?.asked === asked.what) return before.result as Promise<Result>
    const result = act()
    const mine = { asked: asked.what, result }
    known.set(asked.key, mine)
    // What failed may go well the next time.
    result.catch(() => {
      if (known.get(asked.key) === mine) known.delete(asked.key)
    })
    return result
  }
}

/** What makes a call the same as another; `undefined` where doing it twice is like doing it once. */
function identify(call: BridgeCall): { key: string; what: string } | undefined {
  if (call.method === 'openThread') {
    const { method, key, card } = call
    return { key: `${method} ${key}`, what: card.sessionId }
  }
  if (call.method === 'send') return { key: `${call.method} ${call.key}`, what: JSON.stringify(call) }
  return undefined
}
