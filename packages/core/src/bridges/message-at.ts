import type { MessageRecord } from '../contracts/records.ts'
import type { BridgeContext } from './context.ts'

/** The newest message that stands in a place on the platform. */
export async function messageAt(
  { bridge, conversation }: BridgeContext,
  platformId: string,
): Promise<MessageRecord | undefined> {
  const copies = await conversation.storage.listCopies({ bridgeId: bridge.id, platformId })
  const messages = await Promise.all(
    copies.map(copy => conversation.storage.findMessage(copy.sessionId, copy.messageId)),
  )
  return messages.filter(message => message !== undefined).sort((one, other) => other.order - one.order)[0]
}

/** The message that an operator's answers, as far as the visitor may know of it. */
export async function repliedTo(
  context: BridgeContext,
  platformId: string | undefined,
): Promise<string | undefined> {
  if (platformId === undefined) return undefined
  const message = await messageAt(context, platformId)
  return message?.audience === 'everyone' && message.deletedAt === undefined ? message.id : undefined
}
