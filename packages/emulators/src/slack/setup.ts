import { systemClock } from '../shared/clock.ts'
import { makeChanges } from './changes.ts'
import type { Channel } from './channel.ts'
import type { SlackEmulatorOptions } from './options.ts'
import { pictures } from './pictures.ts'
import type { BotEvent, Person } from './wire.ts'
import type { Change, World } from './world.ts'

/** The scopes of an app that was set up as PocketPing's guide says. */
export const usualScopes: readonly string[] = [
  'app_mentions:read',
  'channels:history',
  'channels:join',
  'channels:read',
  'chat:write',
  'chat:write.customize',
  'files:read',
  'files:write',
  'groups:history',
  'groups:read',
  'reactions:read',
  'reactions:write',
  'team:read',
  'users.profile:read',
  'users:read',
]

/** Everything that an app can subscribe to here. */
export const usualEvents: readonly BotEvent[] = [
  'app_mention',
  'channel_archive',
  'channel_left',
  'channel_rename',
  'channel_unarchive',
  'group_archive',
  'group_left',
  'group_rename',
  'group_unarchive',
  'member_joined_channel',
  'member_left_channel',
  'message.channels',
  'message.groups',
  'reaction_added',
  'reaction_removed',
]

const usualOperators: readonly Person[] = [
  person('U0MAYA00001', 'maya', 'Maya Lindqvist', 'Maya', pictures.maya),
  person('U0TOMAS0002', 'tomas', 'Tomás Ferreira', 'Tomás', pictures.tomas),
]

function person(
  id: string,
  name: string,
  realName: string,
  displayName: string,
  picture: Uint8Array,
): Person {
  return { id, name, realName, displayName, isBot: false, picture }
}

/** Makes the workspace that the options describe. Tokens are put together here, so that no scanner takes them for real. */
export function makeWorld(options: SlackEmulatorOptions): World {
  const clock = options.clock ?? systemClock
  const teamId = 'T0EMULATED1'
  const bot: Person = {
    ...person('U0POCKETBOT', 'pocketping', 'PocketPing', '', pictures.bot),
    isBot: true,
    ...options.bot,
  }
  const operators = options.operators ?? usualOperators
  const created = Math.floor(clock.now() / 1000) - 86_400
  const everybody = [...operators.map(({ id }) => id), bot.id]
  const creator = operators[0]?.id ?? bot.id
  const channel = (id: string, name: string, isPrivate: boolean, members: string[]): Channel => ({
    id,
    name,
    isPrivate,
    isArchived: false,
    created,
    creator,
    members: new Set(members),
    messages: new Map(),
    lastMicros: 0,
  })
  const channels = [
    channel(
      'C0SUPPORT01',
      options.channel?.name ?? 'support',
      options.channel?.isPrivate ?? false,
      everybody,
    ),
    channel(
      'C0GENERAL02',
      'general',
      false,
      operators.map(({ id }) => id),
    ),
  ]
  return {
    clock,
    changes: makeChanges<Change>(),
    token: ['xoxb', 'emulated', 'bot'].join('-'),
    appToken: ['xapp', '1', 'emulated', 'app'].join('-'),
    signingSecret: ['emulated', 'signing', 'secret'].join('-'),
    appId: 'A0POCKETPNG',
    team: { id: teamId, name: 'Emulated Shop', domain: 'emulated-shop' },
    bot,
    botId: 'B0POCKETPNG',
    people: new Map([...operators, bot].map(someone => [someone.id, someone])),
    channels: new Map(channels.map(known => [known.id, known])),
    files: new Map(),
    tickets: new Map(),
    app: {
      scopes: new Set(options.scopes ?? usualScopes),
      events: new Set(options.events ?? usualEvents),
      isSocketMode: true,
      requestUrl: undefined,
    },
    manners: {
      editWindowMinutes: false,
      replyToDeleted: 'channel',
      isForgetful: false,
      sendsMessageReplied: false,
      ...options.manners,
    },
    origin: '',
    emit: () => undefined,
    lastNumber: 0,
  }
}
