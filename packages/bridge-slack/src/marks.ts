import type { ReceiptMark } from '@pocketping/core'
import { recent } from '@pocketping/core/bridge-kit'
import { type Address, formatAddress } from './addresses.ts'
import type { SlackClient } from './client.ts'
import { refusalOf, toBridgeError } from './errors.ts'

/** What an operator's own message is marked with, by Slack's names. */
export const MARKS = {
  stored: 'ok_hand',
  seen: 'eyes',
  failed: 'broken_heart',
  note: 'writing_hand',
} as const

/** Marks operators' messages, each with one mark at a time. */
export type Mark = (message: Address, mark: ReceiptMark) => Promise<void>

export function createMark(client: SlackClient, warn: (error: unknown) => void): Mark {
  // Only saves calls: a mark that nobody remembers is looked for.
  const marks = recent<ReceiptMark>(2000)

  return async (message, mark) => {
    const id = formatAddress(message.channel, message.ts)
    const former = marks.get(id)
    if (former === mark) return addReaction(client, message, MARKS[mark])
    // The new one first: an operator is never left without.
    await addReaction(client, message, MARKS[mark])
    try {
      for (const one of former ? [former] : possiblyBefore(mark))
        await removeReaction(client, message, MARKS[one])
    } catch (error) {
      // Slack lets us remove 20 in a minute. A mark too many beside the right one is not worth that posts wait for it.
      if (toBridgeError(error).kind !== 'rate-limited') throw error
      warn(error)
    }
    marks.set(id, mark)
  }
}

// The engine marks a message as stored before anything else.
function possiblyBefore(mark: ReceiptMark): ReceiptMark[] {
  if (mark === 'stored') return []
  return (Object.keys(MARKS) as ReceiptMark[]).filter(one => one !== mark)
}

/** Adds a reaction; one that is there already counts as done. */
export async function addReaction(client: SlackClient, message: Address, name: string): Promise<void> {
  await unless('already_reacted', async () => {
    const web = await client.web()
    await web.reactions.add({ channel: message.channel, timestamp: message.ts, name })
  })
}

/** Removes a reaction of ours; where there is none, it counts as done. */
export async function removeReaction(client: SlackClient, message: Address, name: string): Promise<void> {
  await unless('no_reaction', async () => {
    const web = await client.web()
    await web.reactions.remove({ channel: message.channel, timestamp: message.ts, name })
  })
}

async function unless(word: string, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (refusalOf(error) !== word) throw error
  }
}
