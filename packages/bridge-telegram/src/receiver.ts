import type { Inbound, Inbox } from '@pocketping/core'
import type { FindAvatar } from './avatars.ts'
import type { TelegramClient } from './client.ts'
import { readUpdate } from './inbound.ts'
import type { BotName } from './mentions.ts'
import { updateSchema } from './payloads.ts'

export interface ReceiverOptions {
  client: TelegramClient
  findAvatar: FindAvatar
}

/** Takes updates as Telegram tells them, polled or posted, and hands them in. */
export interface Receiver {
  /** Resolves once the update is stored, or is nothing to the engine; rejects to have it told again. */
  deliver(update: unknown, inbox: Inbox): Promise<void>
}

export function createReceiver({ client, findAvatar }: ReceiverOptions): Receiver {
  let bot: BotName | undefined

  const withAvatar = async (inbound: Inbound): Promise<Inbound> => {
    if (inbound.type !== 'message') return inbound
    const id = Number(inbound.author.id)
    // An anonymous administrator has the group's number, which is none of a person.
    const avatarUrl = id > 0 ? await findAvatar(id) : undefined
    return avatarUrl ? { ...inbound, author: { ...inbound.author, avatarUrl } } : inbound
  }

  return {
    async deliver(update, inbox) {
      const parsed = updateSchema.safeParse(update)
      if (!parsed.success) {
        // Telling it again would not make it readable, and would hold up everything behind it.
        const field = parsed.error.issues[0]?.path.join('.')
        return inbox.logger.error('An update from Telegram could not be read', { field })
      }
      bot ??= await client.api.getMe()
      const inbound = readUpdate(parsed.data, bot)
      if (inbound) await inbox.receive(await withAvatar(inbound))
    },
  }
}
