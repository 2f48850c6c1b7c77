import { z } from 'zod'
import type { Inbox } from '../contracts/bridge.ts'
import type { ConversationContext } from '../conversation/context.ts'

// How much is read again at most after a crash: what is known already is dropped.
const STORE_EVERY_MS = 5000

/** How far one bridge has heard its platform, kept for those that must read again what they missed. */
export interface Position extends Pick<Inbox, 'position' | 'heard'> {
  /** Stores what `heard` last said. */
  flush(): Promise<void>
}

type Parts = Pick<ConversationContext, 'storage' | 'clock' | 'logger'>

export function createPosition({ storage, clock, logger }: Parts, bridgeId: string): Position {
  const key = `heard:${bridgeId}`
  let unsaved: string | undefined
  // The first position is stored at once: whoever dies before it is stored would begin anew, behind what was missed.
  let isFirst = false
  let cancelTimer: (() => void) | undefined

  const flush = async (): Promise<void> => {
    cancelTimer?.()
    cancelTimer = undefined
    const value = unsaved
    unsaved = undefined
    if (value !== undefined) await storage.commit({ values: [{ key, value }] })
  }

  return {
    async position() {
      const found = (await storage.listValues(key)).find(kept => kept.key === key)
      isFirst = found === undefined
      return found && z.string().parse(found.value)
    },
    heard(position) {
      unsaved = position
      const waitMs = isFirst ? 0 : STORE_EVERY_MS
      isFirst = false
      cancelTimer ??= clock.after(waitMs, () => {
        flush().catch((error: unknown) => {
          // Only more is read again than need be.
          logger.warn('How far a platform was heard could not be stored', {
            bridge: bridgeId,
            reason: String(error),
          })
        })
      })
    },
    flush,
  }
}
