import type { Inbox, Intake, IntakeItem } from '@pocketping/core'
import { recent } from '@pocketping/core/bridge-kit'
import type { z } from 'zod'
import { describe } from './errors.ts'
import type { Packet } from './gateway.ts'
import { nonceOf } from './nonce.ts'
import { deletionSchema, messageSchema, reactionSchema, typingSchema } from './payloads.ts'
import type { Reader } from './reader.ts'

export interface ReceiverOptions {
  guildId: string
  inbox: Inbox
  intake: Intake
  reader: Reader
  /** True for a channel that is known to be no thread. */
  isNoThread(channelId: string): boolean
  /** True for a message that we removed ourselves. */
  isRemoved(messageId: string): boolean
}

/** Takes events as Discord tells them, in their order, and hands in what operators did. */
export function createReceiver(options: ReceiverOptions): (packet: Packet) => void {
  const { guildId, inbox, intake, reader, isNoThread, isRemoved } = options
  // Discord tells of a message again when it has fetched a preview, or somebody pins it.
  const edits = recent<string>(2000)

  const take = (item: IntakeItem | undefined): void => {
    if (!item || isNoThread(item.lane)) return
    // It tries until it is stored, and rejects never.
    void intake.take(item)
  }

  const parse = <Value>(schema: z.ZodType<Value>, { t, d }: Packet): Value | undefined => {
    const parsed = schema.safeParse(d)
    if (parsed.success) return parsed.data
    const field = parsed.error.issues[0]?.path.join('.')
    inbox.logger.error('An event of Discord could not be read', { event: t, field })
    return undefined
  }

  const isHere = (event: { guild_id?: string | null | undefined } | undefined): boolean =>
    event?.guild_id === guildId

  const handlers: Readonly<Record<string, (packet: Packet) => void>> = {
    MESSAGE_CREATE(packet) {
      const message = parse(messageSchema, packet)
      if (message && isHere(message)) take(reader.message(message))
    },
    MESSAGE_UPDATE(packet) {
      // What was never edited was only decorated; such events may lack the rest of the message.
      const edited = (packet.d as { edited_timestamp?: unknown } | null)?.edited_timestamp
      if (typeof edited !== 'string') return
      const message = parse(messageSchema, packet)
      if (!message || !isHere(message)) return
      const edit = nonceOf(edited, message.content)
      if (edits.get(message.id) === edit) return
      edits.set(message.id, edit)
      take(reader.edit(message))
    },
    MESSAGE_DELETE(packet) {
      const deletion = parse(deletionSchema, packet)
      if (!deletion || !isHere(deletion)) return
      for (const id of deletion.ids ?? [deletion.id])
        if (id !== undefined && !isRemoved(id)) take(reader.deletion(deletion.channel_id, id))
    },
    MESSAGE_REACTION_ADD(packet) {
      const reaction = parse(reactionSchema, packet)
      if (reaction && isHere(reaction)) take(reader.reaction(reaction))
    },
    TYPING_START(packet) {
      const typing = parse(typingSchema, packet)
      const user = typing?.member?.user
      if (!typing || !user || !isHere(typing) || isNoThread(typing.channel_id)) return
      const author = reader.operator(user, typing.member)
      if (!author) return
      // Nobody misses it, so it waits for nothing and is tried once.
      inbox.receive({ type: 'typing', threadId: typing.channel_id, author }).catch((error: unknown) => {
        inbox.logger.debug('That an operator types could not be told', { error: describe(error) })
      })
    },
  }

  return packet => {
    const name = packet.t === 'MESSAGE_DELETE_BULK' ? 'MESSAGE_DELETE' : packet.t
    handlers[name]?.(packet)
  }
}
