import type { Mirror } from '../contracts/bridge.ts'
import type { MessageRecord, ThreadRecord } from '../contracts/records.ts'
import type { Storage } from '../contracts/storage.ts'
import type { Run } from './run.ts'

/** True where a message is to be posted on this platform: it was not written there, and the platform is to show it. */
export function isShownHere({ context, isNoticed }: Run, message: MessageRecord): boolean {
  const { bridge, mirror } = context
  if (message.origin === bridge.id || message.deletedAt !== undefined) return false
  if (mirror === 'none') return !isNoticed && message.type === 'visitor'
  return isMirrored(mirror, message)
}

const PAGE = 50

/** True where a thread was brought past something that a visitor said: that was the one notice that `none` gives. */
export async function wasNoticed(storage: Storage, thread: ThreadRecord | undefined): Promise<boolean> {
  if (!thread) return false
  const { sessionId, sentOrder } = thread
  for (let afterOrder = 0; afterOrder < sentOrder; ) {
    const page = await storage.listMessages({ sessionId, afterOrder, limit: PAGE })
    const first = page.find(({ type, deletedAt }) => type === 'visitor' && deletedAt === undefined)
    if (first) return first.order <= sentOrder
    if (page.length < PAGE) return false
    afterOrder = page.at(-1)?.order ?? sentOrder
  }
  return false
}

/** True where such a message is shown on a platform that it was not written on. */
export function isMirrored(mirror: Exclude<Mirror, 'none'>, { type, audience }: MessageRecord): boolean {
  const isOfColleagues = type === 'operator' || (type === 'system' && audience === 'team')
  return mirror === 'all' || !isOfColleagues
}
