import type { InboundAuthor } from '@pocketping/core'
import { cleanLine } from './clean.ts'
import type { TelegramChat, TelegramUser } from './payloads.ts'

/**
 * Who wrote something, where it is somebody who may answer: no bot, no channel, and one of the allowed ones where
 * those are named. An administrator who is anonymous writes as the group, so nobody can tell who it is.
 */
export function readOperator(
  from: TelegramUser | undefined,
  speaksFor: TelegramChat | undefined,
  chat: TelegramChat,
  allowed: ReadonlySet<string> | undefined,
): InboundAuthor | undefined {
  if (speaksFor) {
    const isAnonymousAdmin = speaksFor.id === chat.id && !allowed
    return isAnonymousAdmin ? { id: String(speaksFor.id), name: 'Team' } : undefined
  }
  if (!from || from.is_bot) return undefined
  const isAllowed =
    !allowed || allowed.has(String(from.id)) || allowed.has((from.username ?? '').toLowerCase())
  return isAllowed ? { id: String(from.id), name: nameOf(from) } : undefined
}

function nameOf(user: TelegramUser): string {
  return (
    cleanLine(`${user.first_name} ${user.last_name ?? ''}`, 64) ||
    cleanLine(user.username ?? '', 64) ||
    'Operator'
  )
}
