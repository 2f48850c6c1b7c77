import { accountJson, memberJson } from '../account-json.ts'
import { applicationFlags } from '../guild-json.ts'
import { gatewayUrl } from '../routes/guilds.ts'
import type { Json } from '../wire.ts'
import type { World } from '../world.ts'

export function readyJson(world: World, sessionId: string): Json {
  return {
    v: 10,
    user_settings: {},
    user: { ...accountJson(world.bot), verified: true, mfa_enabled: false, email: null },
    session_type: 'normal',
    session_id: sessionId,
    resume_gateway_url: gatewayUrl(world.origin),
    relationships: [],
    private_channels: [],
    presences: [],
    guilds: [{ id: world.guild.id, unavailable: true }],
    guild_join_requests: [],
    geo_ordered_rtc_regions: [],
    auth: {},
    application: { id: world.bot.id, flags: applicationFlags(world) },
    shard: [0, 1],
    _trace: [],
  }
}

/** Answers a request for members: those asked for by id, or by how their name begins. */
export function memberChunkJson(world: World, { user_ids, query, nonce }: Json): Json {
  const ids = user_ids === undefined ? undefined : [user_ids].flat().map(String)
  const members = [...world.guild.members.values()].filter(({ account }) =>
    ids === undefined ? account.username.startsWith(String(query ?? '')) : ids.includes(account.id),
  )
  return {
    guild_id: world.guild.id,
    members: members.map(member => ({ ...memberJson(member), user: accountJson(member.account) })),
    chunk_index: 0,
    chunk_count: 1,
    not_found: (ids ?? []).filter(id => !world.guild.members.has(id)),
    ...(nonce !== undefined && { nonce }),
  }
}
