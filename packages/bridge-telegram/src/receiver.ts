import type { Inbound, Inbox } from '@pocketping/core'
import type { FindAvatar } from './avatars.ts'
import type { TelegramClient } from './client.ts'
import { readUpdate } from './inbound.ts'
import { updateSchema } from './payloads.ts'

export interface ReceiverOptions {
  client: TelegramClient
  allowedOperators: ReadonlySet<string> | undefined
  findAvatar: FindAvatar
}

/** Takes updates as Telegram tells them, polled or posted, and hands them in. */
export interface Receiver {
  /** Resolves once the update is stored, or is nothing to the engine; rejects to have it told again. */
  deliver(update: unknown, inbox: Inbox): Promise<void>
}

export function createReceiver({ client, allowedOperators, findAvatar }: ReceiverOptions): Receiver {
  let botUsername: string | undefined

  const withAvatar = async (inbound: Inbound): Promise<Inbound> => {
    if (inbound.type !== 'message') return inbound
    const avatarUrl = await findAvatar(Number(inbound.author.id))
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
      botUsername ??= (await client.api.getMe()).username
      const inbound = readUpdate(parsed.data, { botUsername, allowedOperators })
      if (inbound) await inbox.receive(await withAvatar(inbound))
    },
  }
}
