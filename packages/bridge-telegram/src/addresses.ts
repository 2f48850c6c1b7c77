import { BridgeError } from '@pocketping/core'

/** A topic or message of one chat. Ids of ours carry the chat, so that a changed `chatId` still routes old threads. */
export interface Address {
  chatId: number
  /** `message_thread_id` of a thread, `message_id` of a message. */
  id: number
}

/** Writes an address as the id that the engine stores. */
export function formatAddress(chatId: number, id: number): string {
  return `${chatId}:${id}`
}

/**
 * Reads a stored id.
 * @throws BridgeError `refused` where it was not made by this bridge.
 */
export function parseAddress(text: string): Address {
  const match = /^(-?\d+):(\d+)$/.exec(text)
  if (!match) throw new BridgeError('refused', `"${text}" is no id of a Telegram topic or message.`)
  return { chatId: Number(match[1]), id: Number(match[2]) }
}
