import { MethodError } from '../errors.ts'
import { botProfileJson, profileJson, userJson } from '../profiles.ts'
import type { Person } from '../wire.ts'
import { type Call, formOnly, type Method, method } from './method.ts'

const read = ['users:read']

function findPerson({ world, args }: Call): Person {
  const person = world.people.get(args.required('user'))
  if (person === undefined) throw new MethodError('user_not_found')
  return person
}

const test = method('special', [], ({ world }) => ({
  url: `https://${world.team.domain}.slack.com/`,
  team: world.team.name,
  user: world.bot.name,
  team_id: world.team.id,
  user_id: world.bot.id,
  bot_id: world.botId,
  is_enterprise_install: false,
}))

const usersInfo = method('tier4', read, call => ({ user: userJson(call.world, findPerson(call)) }), formOnly)

const usersList = method(
  'tier2',
  read,
  ({ world }) => ({
    members: [...world.people.values()].map(person => userJson(world, person)),
    cache_ts: Math.floor(world.clock.now() / 1000),
    response_metadata: { next_cursor: '' },
  }),
  formOnly,
)

const profileGet = method(
  'tier4',
  ['users.profile:read'],
  call => ({ profile: profileJson(call.world, findPerson(call)) }),
  formOnly,
)

const botsInfo = method(
  'tier3',
  read,
  ({ world, args }) => {
    if (args.required('bot') !== world.botId) throw new MethodError('bot_not_found')
    const { team_id: _team, ...bot } = botProfileJson(world)
    return { bot }
  },
  formOnly,
)

const teamInfo = method(
  'tier3',
  ['team:read'],
  ({ world, args }) => {
    if (args.has('team') && args.text('team') !== world.team.id) throw new MethodError('team_not_found')
    const { id, name, domain } = world.team
    return {
      team: {
        id,
        name,
        domain,
        url: `https://${domain}.slack.com/`,
        email_domain: '',
        icon: { image_default: true },
      },
    }
  },
  formOnly,
)

const connectionsOpen = method('tier3', ['connections:write'], ({ sockets }) => ({ url: sockets.open() }), {
  token: 'app',
})

export const people: Record<string, Method> = {
  'apps.connections.open': connectionsOpen,
  'auth.test': test,
  'bots.info': botsInfo,
  'team.info': teamInfo,
  'users.info': usersInfo,
  'users.list': usersList,
  'users.profile.get': profileGet,
}
