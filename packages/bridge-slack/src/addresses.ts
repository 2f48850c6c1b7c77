import { BridgeError } from '@pocketping/core'

/**
 * A message, and with it the thread below it. Ids of ours carry the channel, so that threads of a channel that was
 * configured before still route, and their messages can be changed.
 */
export interface Address {
  channel: string
  /** Slack's name of a message within its channel; a text, never a number: as one it loses its last digits. */
  ts: string
}

/** Writes an address as the id that the engine stores. */
export function formatAddress(channel: string, ts: string): string {
  return `${channel}:${ts}`
}

/**
 * Reads a stored id.
 * @throws BridgeError `refused` where it was not made by this bridge.
 */
export function parseAddress(text: string): Address {
  const match = /^([A-Z0-9]+):(\d+\.\d+)$/.exec(text)
  if (!match?.[1] || !match[2])
    throw new BridgeError('refused', `"${text}" is no id of a Slack thread or message.`)
  return { channel: match[1], ts: match[2] }
}
