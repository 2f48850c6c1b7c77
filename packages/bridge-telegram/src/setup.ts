import { BridgeError, type Logger } from '@pocketping/core'
import type { ChatFullInfo, ChatMember } from 'grammy/types'
import type { TelegramClient } from './client.ts'
import { MARKS } from './messages.ts'

/** What the bridge does in a group, as Telegram's menus call the right for it. */
const RIGHTS = { can_manage_topics: 'Manage Topics', can_delete_messages: 'Delete Messages' } as const

/**
 * Checks token, group and rights.
 * @throws BridgeError `misconfigured`, saying what to change in Telegram.
 */
export async function checkSetup(client: TelegramClient, chatId: number, logger: Logger): Promise<void> {
  const me = await client.api.getMe()
  const chat = await client.inChat(chatId, id => client.api.getChat(id))
  const name = `@${me.username}`
  checkGroup(chat, name)
  checkRights(await client.api.getChatMember(chat.id, me.id), chat, name)
  const isAllowed = (mark: string): boolean =>
    chat.available_reactions?.some(reaction => reaction.type === 'emoji' && reaction.emoji === mark) ?? true
  if (!Object.values(MARKS).every(isAllowed))
    logger.warn(
      `${titleOf(chat)} limits reactions, so operators may not see what became of their messages. ` +
        'Allow all of them: group name → Edit → Reactions.',
    )
}

function checkGroup(chat: ChatFullInfo, bot: string): void {
  if (chat.type !== 'group' && chat.type !== 'supergroup')
    throw misconfigured(
      `chatId is a ${chat.type} chat. It must be a group with topics, of which ${bot} is an administrator.`,
    )
  if (chat.type === 'group' || !chat.is_forum)
    throw misconfigured(
      `Topics are off in ${titleOf(chat)}. Turn them on: group name → Edit → Topics. ` +
        'A group that had none gets a new number by this: set chatId to it.',
    )
}

function checkRights(member: ChatMember, chat: ChatFullInfo, bot: string): void {
  if (member.status === 'left' || member.status === 'kicked')
    throw misconfigured(
      `${bot} is not in ${titleOf(chat)}. Add it: group name → Edit → Administrators → Add Admin.`,
    )
  if (member.status !== 'administrator')
    throw misconfigured(
      `${bot} is no administrator of ${titleOf(chat)}. Make it one, with ${Object.values(RIGHTS).join(' and ')}: ` +
        'group name → Edit → Administrators → Add Admin.',
    )
  const missing = Object.entries(RIGHTS).filter(([right]) => !member[right as keyof typeof RIGHTS])
  if (missing.length > 0)
    throw misconfigured(
      `${bot} lacks ${missing.map(([, label]) => `"${label}"`).join(' and ')} in ${titleOf(chat)}. ` +
        `Turn it on: group name → Edit → Administrators → ${bot}.`,
    )
  // What it does itself would look as if an anonymous administrator had done it.
  if (member.is_anonymous)
    throw misconfigured(
      `${bot} is anonymous in ${titleOf(chat)}. Turn "Remain Anonymous" off: group name → Edit → Administrators → ${bot}.`,
    )
}

function titleOf(chat: ChatFullInfo): string {
  return `the group "${chat.title ?? chat.id}"`
}

function misconfigured(message: string): BridgeError {
  return new BridgeError('misconfigured', message)
}
