import type { InboundAuthor, IntakeItem, Logger } from '@pocketping/core'
import { isByPerson, isWithheld, readEdit, readMessage } from './inbound.ts'
import type { Operators } from './operators.ts'
import type { DiscordMember, DiscordMessage, DiscordUser, Reaction } from './payloads.ts'
import { INTENT_HELP } from './setup.ts'
import { snowflakeAt } from './snowflakes.ts'
import type { Names } from './words.ts'

/** Reads what Discord tells, now or later, as what operators did; undefined where it is nothing to the engine. */
export interface Reader {
  message(message: DiscordMessage): IntakeItem | undefined
  edit(message: DiscordMessage): IntakeItem | undefined
  deletion(threadId: string, messageId: string): IntakeItem
  reaction(reaction: Reaction): IntakeItem | undefined
  /** Who did something, where it is a person. */
  operator(user: DiscordUser, member: DiscordMember | null | undefined): InboundAuthor | undefined
}

export interface ReaderOptions {
  names: Names
  operators: Operators
  logger: Logger
}

const APPROVALS: ReadonlySet<string> = new Set(['👍', '✅', '👌'])

const TONE_OR_SELECTOR = /[\u{1f3fb}-\u{1f3ff}\ufe0f]/gu

export function createReader({ names, operators, logger }: ReaderOptions): Reader {
  let hasWarned = false

  const operator: Reader['operator'] = (user, member) =>
    user.bot ? undefined : operators.authorOf(user, member)

  const writerOf = (message: DiscordMessage): InboundAuthor | undefined =>
    isByPerson(message) ? operator(message.author, message.member) : undefined

  const warnOnce = (): void => {
    if (!hasWarned) logger.error(`A message came without its text and is not passed on. ${INTENT_HELP}`)
    hasWarned = true
  }

  return {
    operator,
    message(message) {
      const author = writerOf(message)
      if (!author) return undefined
      if (isWithheld(message)) {
        warnOnce()
        return undefined
      }
      const inbound = readMessage(message, author, names)
      return inbound && { position: message.id, lane: message.channel_id, inbound }
    },
    edit(message) {
      const author = writerOf(message)
      if (!author || !message.edited_timestamp || isWithheld(message)) return undefined
      // An edit has no id of its own; its time stands in the same order.
      const position = snowflakeAt(Date.parse(message.edited_timestamp))
      return { position, lane: message.channel_id, inbound: readEdit(message, author, names) }
    },
    deletion: (threadId, messageId) => ({
      position: messageId,
      lane: threadId,
      inbound: { type: 'delete', threadId, platformId: messageId },
    }),
    reaction({ user_id: id, channel_id: lane, message_id: platformId, member, emoji }) {
      if (id === names.botId) return undefined
      const author = operator(member?.user ?? { id, username: '' }, member)
      if (!author) return undefined
      const isApproval = !emoji?.id && APPROVALS.has((emoji?.name ?? '').replace(TONE_OR_SELECTOR, ''))
      const inbound = { type: 'reaction', platformId, author, ...(isApproval && { isApproval }) } as const
      return { position: platformId, lane, inbound }
    },
  }
}
