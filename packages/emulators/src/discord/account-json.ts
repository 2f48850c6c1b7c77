import type { Account, Member } from './guild.ts'
import { isoTime, type Json } from './wire.ts'

export function accountJson(account: Account): Json {
  return {
    id: account.id,
    username: account.username,
    avatar: account.avatar?.hash ?? null,
    // Bots keep the four digits that people have lost.
    discriminator: account.isBot ? '0000' : '0',
    public_flags: 0,
    flags: 0,
    ...(account.isBot && { bot: true }),
    banner: null,
    accent_color: null,
    global_name: account.globalName ?? null,
    avatar_decoration_data: null,
    collectibles: null,
    clan: null,
    primary_guild: null,
  }
}

/** A member without the `user`, as it stands beside one. */
export function memberJson(member: Member): Json {
  return {
    roles: [...member.roles],
    premium_since: null,
    pending: false,
    nick: null,
    mute: false,
    deaf: false,
    flags: 0,
    joined_at: isoTime(member.joinedAt),
    communication_disabled_until: null,
    banner: null,
    avatar: null,
  }
}
