import { badRequest } from '../errors.ts'
import type { Json } from '../wire.ts'
import { type Call, type Method, ok } from './method.ts'

export const setMyCommands: Method = call => {
  const commands = readCommands(call)
  const scope = readScope(call)
  call.world.commands.set(scope, commands)
  return ok
}

export const deleteMyCommands: Method = call => {
  call.world.commands.delete(readScope(call))
  return ok
}

export const getMyCommands: Method = call => ({ result: call.world.commands.get(readScope(call)) ?? [] })

// A command is 1–32 of a–z, 0–9 and underscore, its description 1–256 characters, and there are at most 100.
function readCommands({ args }: Call): Json[] {
  const value = args.json('commands', 'commands')
  if (value === undefined) return []
  if (!Array.isArray(value)) throw badRequest('Expected an Array of BotCommand')
  return (value as unknown[]).map(item => {
    if (typeof item !== 'object' || item === null)
      throw badRequest("Can't parse BotCommand: expected an Object")
    const { command, description } = item as Json
    if (typeof command !== 'string') throw badRequest('Can\'t parse BotCommand: Can\'t find field "command"')
    if (typeof description !== 'string')
      throw badRequest('Can\'t parse BotCommand: Can\'t find field "description"')
    if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID')
    if (description === '' || description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    return { command: command.replace(/^\//, ''), description }
  })
}

const wideScopes: ReadonlySet<string> = new Set([
  'default',
  'all_private_chats',
  'all_group_chats',
  'all_chat_administrators',
])
const chatScopes: ReadonlySet<string> = new Set(['chat', 'chat_administrators', 'chat_member'])

function readScope({ args }: Call): string {
  const value = args.json('scope', 'BotCommandScope')
  const language = args.text('language_code')
  if (value === undefined) return `default ${language}`
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badRequest("Can't parse BotCommandScope: BotCommandScope must be an Object")
  }
  const { type, chat_id: chatId, user_id: userId } = value as Json
  if (typeof type !== 'string') throw badRequest('Can\'t parse BotCommandScope: Can\'t find field "type"')
  if (wideScopes.has(type)) return `${type} ${language}`
  if (!chatScopes.has(type)) throw badRequest("Can't parse BotCommandScope: Unsupported type specified")
  if (chatId === undefined) throw badRequest('Can\'t parse BotCommandScope: Can\'t find field "chat_id"')
  return `${type} ${String(chatId)} ${String(userId ?? '')} ${language}`
}
