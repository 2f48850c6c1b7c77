import type { Form } from './form.ts'
import type { Account } from './guild.ts'
import type { Mentions } from './message.ts'
import { findAccount, type World } from './world.ts'

/** What `allowed_mentions` lets through. */
export interface AllowedMentions {
  everyone: boolean
  users: 'all' | ReadonlySet<string>
  roles: 'all' | ReadonlySet<string>
  repliedUser: boolean
}

/** What counts when a bot says nothing. */
export const allMentions: AllowedMentions = { everyone: true, users: 'all', roles: 'all', repliedUser: true }

/** What counts when a webhook says nothing. */
export const userMentions: AllowedMentions = {
  everyone: false,
  users: 'all',
  roles: new Set(),
  repliedUser: true,
}

/** Reads `allowed_mentions`, or `undefined` when it was not sent. */
export function readAllowedMentions(form: Form): AllowedMentions | undefined {
  if (!form.has('allowed_mentions')) return undefined
  const part = form.part('allowed_mentions', form.source.allowed_mentions)
  const parse = part.list('parse', { max: 3 }) ?? []
  const users = (part.list('users', { max: 100 }) ?? []).map(String)
  const roles = (part.list('roles', { max: 100 }) ?? []).map(String)
  for (const [index, type] of parse.entries())
    if (type !== 'users' && type !== 'roles' && type !== 'everyone')
      part.complain(
        `parse.${index}`,
        'BASE_TYPE_CHOICES',
        "Value must be one of ('users', 'everyone', 'roles').",
      )
  for (const [name, ids] of [['users', users] as const, ['roles', roles] as const])
    if (parse.includes(name) && ids.length > 0)
      part.complain(
        '',
        'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
        `parse:["${name}"] and ${name}: [ids...] are mutually exclusive.`,
      )
  return {
    everyone: parse.includes('everyone'),
    users: parse.includes('users') ? 'all' : new Set(users),
    roles: parse.includes('roles') ? 'all' : new Set(roles),
    repliedUser: part.boolean('replied_user') ?? false,
  }
}

/** Whom a text pings: what stands in it, is allowed, and is within the author's rights. */
export function findMentions(
  world: World,
  content: string,
  allowed: AllowedMentions,
  author: { mayMentionEveryone: boolean; repliesTo: Account | undefined },
): Mentions {
  // What is code is shown as it stands.
  const text = content.replace(/```[\s\S]*?```|`[^`\n]*`/g, ' ')
  const users = new Map<string, Account>()
  for (const [, id = ''] of text.matchAll(/<@!?(\d+)>/g)) {
    const account = findAccount(world, id)
    if (account !== undefined && isAllowed(allowed.users, id)) users.set(id, account)
  }
  if (author.repliesTo !== undefined && allowed.repliedUser) users.set(author.repliesTo.id, author.repliesTo)
  const roles = new Set<string>()
  for (const [, id = ''] of text.matchAll(/<@&(\d+)>/g)) {
    const role = world.guild.roles.get(id)
    const isMentionable = role?.isMentionable === true || author.mayMentionEveryone
    if (role !== undefined && isMentionable && isAllowed(allowed.roles, id)) roles.add(id)
  }
  return {
    users: [...users.values()],
    roles: [...roles],
    everyone: allowed.everyone && author.mayMentionEveryone && /@(everyone|here)/.test(text),
  }
}

function isAllowed(allowed: 'all' | ReadonlySet<string>, id: string): boolean {
  return allowed === 'all' || allowed.has(id)
}
