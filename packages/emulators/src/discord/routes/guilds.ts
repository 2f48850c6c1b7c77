import { accountJson, memberJson } from '../account-json.ts'
import { channelJson, threadMemberJson } from '../channel-json.ts'
import { missingAccess, unknownGuild, unknownMember, unknownUser } from '../errors.ts'
import { applicationFlags, guildJson, roleJson } from '../guild-json.ts'
import { botSees } from '../permissions.ts'
import { activeThreads } from '../threads.ts'
import { findAccount } from '../world.ts'
import type { Answer, Call, Route } from './route.ts'

export const guildRoutes: readonly Route[] = [
  {
    name: 'getGatewayBot',
    verb: 'GET',
    path: '/gateway/bot',
    bucket: 'others',
    run: ({ world, sessionStartLimit }) => ({
      body: { url: gatewayUrl(world.origin), shards: 1, session_start_limit: sessionStartLimit() },
    }),
  },
  {
    name: 'getGateway',
    verb: 'GET',
    path: '/gateway',
    bucket: 'others',
    isOpen: true,
    run: ({ world }) => ({ body: { url: gatewayUrl(world.origin) } }),
  },
  { name: 'getUser', verb: 'GET', path: '/users/:user', bucket: 'others', run: getUser },
  {
    name: 'getCurrentApplication',
    verb: 'GET',
    path: '/applications/@me',
    bucket: 'others',
    run: getApplication,
  },
  {
    name: 'getGuild',
    verb: 'GET',
    path: '/guilds/:guild',
    bucket: 'others',
    run: call => ({ body: guildJson(inGuild(call)) }),
  },
  {
    name: 'getGuildChannels',
    verb: 'GET',
    path: '/guilds/:guild/channels',
    bucket: 'others',
    run: call => {
      const world = inGuild(call)
      const channels = [...world.channels.values()].filter(({ isDeleted, thread }) => !isDeleted && !thread)
      return { body: channels.map(channel => channelJson(world, channel)) }
    },
  },
  {
    name: 'getActiveThreads',
    verb: 'GET',
    path: '/guilds/:guild/threads/active',
    bucket: 'others',
    run: listActiveThreads,
  },
  {
    name: 'getGuildMember',
    verb: 'GET',
    path: '/guilds/:guild/members/:user',
    bucket: 'others',
    run: call => {
      const world = inGuild(call)
      const member = world.guild.members.get(call.path.user ?? '')
      if (member === undefined) throw unknownMember()
      return { body: { ...memberJson(member), user: accountJson(member.account) } }
    },
  },
  {
    name: 'getGuildRoles',
    verb: 'GET',
    path: '/guilds/:guild/roles',
    bucket: 'others',
    run: call => ({ body: [...inGuild(call).guild.roles.values()].map(roleJson) }),
  },
]

export function gatewayUrl(origin: string): string {
  return `${origin.replace(/^http/, 'ws')}/gateway`
}

function inGuild({ world, path }: Call): Call['world'] {
  if (path.guild !== world.guild.id) throw unknownGuild()
  if (!world.guild.members.has(world.bot.id)) throw missingAccess()
  return world
}

function getUser({ world, path }: Call): Answer {
  const isSelf = path.user === '@me'
  const account = isSelf ? world.bot : findAccount(world, path.user ?? '')
  if (account === undefined) throw unknownUser()
  return {
    body: { ...accountJson(account), ...(isSelf && { mfa_enabled: false, verified: true, email: null }) },
  }
}

function getApplication({ world }: Call): Answer {
  return {
    body: {
      id: world.bot.id,
      name: world.bot.username,
      icon: null,
      description: '',
      type: null,
      bot: accountJson(world.bot),
      summary: '',
      bot_public: false,
      bot_require_code_grant: false,
      verify_key: '0'.repeat(64),
      flags: applicationFlags(world),
      hook: true,
      team: null,
      approximate_guild_count: 1,
      integration_types_config: { 0: {} },
    },
  }
}

function listActiveThreads(call: Call): Answer {
  const world = inGuild(call)
  const threads = activeThreads(world).filter(thread => botSees(world, thread))
  const members = threads.flatMap(thread => {
    const joinedAt = thread.thread.members.get(world.bot.id)
    return joinedAt === undefined ? [] : [threadMemberJson(thread, world.bot.id, joinedAt)]
  })
  return { body: { threads: threads.map(thread => channelJson(world, thread)), members } }
}
