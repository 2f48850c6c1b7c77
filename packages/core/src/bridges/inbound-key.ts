/** How long it is known that something was taken in. Telegram repeats for 24 hours and lets people edit for 48. */
export const KEEP_KEYS_MS: number = 7 * 24 * 3_600_000

/** The key of something that was taken in from a platform: the same again is dropped. */
export function inboundKey(bridgeId: string, platformId: string): string {
  return `in:${bridgeId}:${platformId}`
}

/** The key that refuses what a message said at first, where an edit that overtook it took that back. */
export function withdrawnKey(bridgeId: string, platformId: string): string {
  return `${inboundKey(bridgeId, platformId)}:withdrawn`
}
