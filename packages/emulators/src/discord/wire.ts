/** Anything that goes over the wire as a JSON object. */
export type Json = Record<string, unknown>

/** The kinds of channels that are here. */
export const channelType = { text: 0, publicThread: 11, privateThread: 12, forum: 15 } as const

/** The kinds of messages that are here. */
export const messageType = {
  default: 0,
  channelNameChange: 4,
  threadCreated: 18,
  reply: 19,
  threadStarter: 21,
} as const

// Bits 2, 5, 12 and 15.
export const messageFlag = {
  suppressEmbeds: 4,
  hasThread: 32,
  suppressNotifications: 4096,
  isComponentsV2: 32768,
} as const

/** What an app may set on a message it creates; other bits are ignored. */
export const settableFlags: number =
  messageFlag.suppressEmbeds | messageFlag.suppressNotifications | messageFlag.isComponentsV2

/** How Discord writes a time. */
export function isoTime(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '000+00:00')
}
