import { cleanLine } from '@pocketping/core/bridge-kit'
import { displayName } from './operators.ts'
import type { DiscordMessage } from './payloads.ts'

/** What Discord's ids stand for. */
export interface Names {
  botId: string
  /** The bot's own role, which is offered beside it when somebody types its name. */
  botRoleId: string | undefined
  role(id: string): string | undefined
  channel(id: string): string | undefined
}

export interface Words {
  text: string
  isAddressed: boolean
}

// What Discord's markup of this kind looks like: https://docs.discord.com/developers/reference#message-formatting
const MARKUP =
  /<@!?(?<user>\d+)>|<@&(?<role>\d+)>|<#(?<channel>\d+)>|<a?:(?<emoji>\w+):\d+>|<t:(?<time>-?\d+)(?::[a-zA-Z])?>|<\/(?<command>[^:>\n]+):\d+>|<(?<link>https?:\/\/[^\s>]+)>/g

/** What an operator meant: names instead of Discord's ids, and without the call to our bot. */
export function readWords(content: string, mentions: DiscordMessage['mentions'], names: Names): Words {
  let isAddressed = false
  const readable = content.replace(MARKUP, (...found: unknown[]) => {
    const groups = found.at(-1) as Partial<Record<string, string>>
    if (groups.user === names.botId || (groups.role !== undefined && groups.role === names.botRoleId)) {
      isAddressed = true
      return ADDRESS
    }
    return wordFor(groups, mentions, names)
  })
  return { text: isAddressed ? withoutAddress(readable) : readable, isAddressed }
}

// Stands where the bot's name was: a code point that is no character, so no text contains it.
const ADDRESS = '\ufdd0'

// With the blank and the comma that belonged to it.
function withoutAddress(text: string): string {
  return text
    .replace(/^\s*\ufdd0[ \t]*[,:]?\s*/, '')
    .replace(/[ \t]*\ufdd0(?=[\s.,!?]|$)/g, '')
    .replaceAll(ADDRESS, '')
}

function wordFor(
  groups: Partial<Record<string, string>>,
  mentions: DiscordMessage['mentions'],
  names: Names,
): string {
  const { user, role, channel, emoji, time, command, link } = groups
  if (user !== undefined) {
    const found = mentions?.find(({ id }) => id === user)
    return `@${found ? displayName(found, found.member) : 'somebody'}`
  }
  if (role !== undefined) return `@${cleanLine(names.role(role) ?? '', 100) || 'role'}`
  if (channel !== undefined) return `#${cleanLine(names.channel(channel) ?? '', 100) || 'channel'}`
  if (emoji !== undefined) return `:${emoji}:`
  if (time !== undefined) return timeInWords(time)
  return command === undefined ? (link ?? '') : `/${command}`
}

function timeInWords(seconds: string): string {
  const date = new Date(Number(seconds) * 1000)
  // Beyond what a date can be.
  if (Number.isNaN(date.getTime())) return seconds
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
