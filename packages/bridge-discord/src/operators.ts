import type { InboundAuthor } from '@pocketping/core'
import { cleanLine, recent } from '@pocketping/core/bridge-kit'
import type { DiscordMember, DiscordUser } from './payloads.ts'

/** Knows people as the server does: by their nickname and picture there, where they have one. */
export interface Operators {
  /** Remembers what an event of the gateway told; what is read later tells less. */
  remember(userId: string, member: DiscordMember | null | undefined): DiscordMember | undefined
  authorOf(user: DiscordUser, member: DiscordMember | null | undefined): InboundAuthor
}

export function createOperators(cdn: string, guildId: string): Operators {
  const members = recent<DiscordMember>(500)

  const remember: Operators['remember'] = (userId, member) => {
    if (member) members.set(userId, member)
    return member ?? members.get(userId)
  }

  const pictureOf = (user: DiscordUser, member: DiscordMember | undefined): string | undefined => {
    if (member?.avatar)
      return `${cdn}/guilds/${guildId}/users/${user.id}/avatars/${member.avatar}.png?size=128`
    // Who has none is shown by their initials rather than by Discord's logo.
    return user.avatar ? `${cdn}/avatars/${user.id}/${user.avatar}.png?size=128` : undefined
  }

  return {
    remember,
    authorOf(user, told) {
      const member = remember(user.id, told)
      const avatarUrl = pictureOf(user, member)
      const { id, username } = user
      return { id, username, name: displayName(user, member), ...(avatarUrl && { avatarUrl }) }
    },
  }
}

/** What a person is called in the server. */
export function displayName(user: DiscordUser, member?: DiscordMember | null): string {
  const names = [member?.nick, user.global_name, user.username]
  return names.map(name => cleanLine(name ?? '', 64)).find(name => name !== '') ?? 'Operator'
}
