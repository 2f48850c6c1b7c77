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

/** The message of a conversation that an operator's answers, as far as the visitor may know of it. */
export async function repliedTo(
  context: BridgeContext,
  sessionId: string,
  platformId: string | undefined,
): Promise<string | undefined> {
  if (platformId === undefined) return undefined
  const message = await messageAt(context, platformId)
  // Some platforms let people answer in one thread what stands in another.
  if (message?.sessionId !== sessionId) return undefined
  return message.audience === 'everyone' && message.deletedAt === undefined ? message.id : undefined
}
