import type { Json, Person } from './wire.ts'
import type { World } from './world.ts'

const sizes = [24, 32, 48, 72, 192, 512]

/** A user as `users.info` shows it. */
export function userJson(world: World, person: Person): Json {
  return {
    id: person.id,
    team_id: world.team.id,
    name: person.name,
    deleted: false,
    color: '9f69e7',
    real_name: person.realName,
    tz: 'Europe/Lisbon',
    tz_label: 'Western European Time',
    tz_offset: 0,
    profile: profileJson(world, person),
    is_admin: false,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: false,
    is_ultra_restricted: false,
    is_bot: person.isBot,
    is_app_user: false,
    updated: 1_700_000_000,
    is_email_confirmed: !person.isBot,
    who_can_share_contact_card: 'EVERYONE',
  }
}

export function profileJson(world: World, person: Person): Json {
  return {
    title: '',
    phone: '',
    skype: '',
    real_name: person.realName,
    real_name_normalized: plain(person.realName),
    display_name: person.displayName,
    display_name_normalized: plain(person.displayName),
    fields: null,
    status_text: '',
    status_emoji: '',
    status_expiration: 0,
    avatar_hash: 'emulated',
    first_name: person.realName.split(' ')[0] ?? '',
    last_name: person.realName.split(' ').slice(1).join(' '),
    team: world.team.id,
    ...(person.isBot && { bot_id: world.botId, api_app_id: world.appId, always_active: true }),
    ...Object.fromEntries(sizes.map(size => [`image_${size}`, pictureUrl(world, person, size)])),
  }
}

/** The bot as it stands in the messages it posts. */
export function botProfileJson(world: World): Json {
  return {
    id: world.botId,
    deleted: false,
    name: world.bot.realName,
    updated: 1_700_000_000,
    app_id: world.appId,
    user_id: world.bot.id,
    icons: Object.fromEntries(
      [36, 48, 72].map(size => [`image_${size}`, pictureUrl(world, world.bot, size)]),
    ),
    team_id: world.team.id,
  }
}

export function pictureUrl(world: World, person: Person, size: number): string {
  return `${world.origin}/avatars/${person.id}_${size}.png`
}

function plain(name: string): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '')
}
