import type { ReceiptMark } from '@pocketping/core'
import { recent } from '@pocketping/core/bridge-kit'
import type { Api } from './api.ts'
import { CODES, codeOf } from './errors.ts'
import { messageSchema } from './payloads.ts'
import { read } from './place.ts'
import type { Wake } from './wake.ts'

/** What an operator's own message is marked with, one at a time. */
export const MARKS = { stored: '✅', seen: '👀', failed: '❌', note: '📝' } as const

/** Marks operators' messages. */
export type React = (threadId: string, messageId: string, mark: ReceiptMark) => Promise<void>

export function createMarks(api: Api, wake: Wake): React {
  // Saves looking; whoever does not know looks.
  const marked = recent<string>(1000)

  const ownMarks = async (threadId: string, messageId: string): Promise<string[]> => {
    const known = marked.get(messageId)
    if (known !== undefined) return [known]
    const message = await read(api, `/channels/${threadId}/messages/${messageId}`, messageSchema)
    const ours = message.reactions?.filter(({ me }) => me).map(({ emoji }) => emoji.name ?? '') ?? []
    return ours.filter(name => Object.values<string>(MARKS).includes(name))
  }

  return (threadId, messageId, mark) =>
    wake.briefly(threadId, async () => {
      const emoji = MARKS[mark]
      const address = (name: string): `/${string}` =>
        `/channels/${threadId}/messages/${messageId}/reactions/${encodeURIComponent(name)}/@me`
      const before = await ownMarks(threadId, messageId)
      await api.call('PUT', address(emoji))
      for (const name of before) if (name !== emoji) await unlessGone(api.call('DELETE', address(name)))
      marked.set(messageId, emoji)
    })
}

// An operator who may manage messages has taken it away.
async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call
  } catch (error) {
    if (codeOf(error) !== CODES.unknownEmoji) throw error
  }
}
