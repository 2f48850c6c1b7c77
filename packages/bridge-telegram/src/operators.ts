import type { InboundAuthor } from '@pocketping/core'
import { cleanLine } from '@pocketping/core/bridge-kit'
import type { TelegramChat, TelegramUser } from './payloads.ts'

/**
 * Who wrote something, where it is a person: no bot, and no channel. An administrator who is anonymous writes as the
 * group, so nobody can tell who it is: they get the group's id, which is never among those who may answer.
 */
export function readOperator(
  from: TelegramUser | undefined,
  speaksFor: TelegramChat | undefined,
  chat: TelegramChat,
): InboundAuthor | undefined {
  if (speaksFor) return speaksFor.id === chat.id ? { id: String(chat.id), name: 'Team' } : undefined
  if (!from || from.is_bot) return undefined
  const { id, username } = from
  return { id: String(id), name: nameOf(from), ...(username && { username }) }
}

function nameOf(user: TelegramUser): string {
  return (
    cleanLine(`${user.first_name} ${user.last_name ?? ''}`, 64) ||
    cleanLine(user.username ?? '', 64) ||
    'Operator'
  )
}
