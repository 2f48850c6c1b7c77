import type { Mirror } from '../contracts/bridge.ts'
import type { MessageRecord } from '../contracts/records.ts'
import type { Run } from './run.ts'

/** True where a message is to be posted on this platform: it was not written there, and the platform is to show it. */
export function isShownHere({ context, isNoticed }: Run, message: MessageRecord): boolean {
  const { bridge, mirror } = context
  if (message.origin === bridge.id || message.deletedAt !== undefined) return false
  if (mirror === 'none') return !isNoticed && message.type === 'visitor'
  return isMirrored(mirror, message)
}

/** True where such a message is shown on a platform that it was not written on. */
export function isMirrored(mirror: Exclude<Mirror, 'none'>, { type, audience }: MessageRecord): boolean {
  const isOfColleagues = type === 'operator' || (type === 'system' && audience === 'team')
  return mirror === 'all' || !isOfColleagues
}
