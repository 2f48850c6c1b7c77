import type { Message } from '../message.ts'
import type { Json, Mention } from '../wire.ts'
import type { World } from '../world.ts'

/**
 * Whom a message notifies. It errs on the side of finding someone: what only some clients would notify for counts,
 * because a test asks this in order to be told "nobody".
 */
export function mentionsIn(world: World, message: Message): Mention[] {
  const found: Mention[] = [...inText(message.text)]
  if (message.parse === 'full' || message.linksNames) found.push(...inPlainText(world, message.text))
  for (const block of [...(message.blocks ?? []), ...(message.attachments ?? [])])
    found.push(...inJson(block))
  const keys = new Set<string>()
  return found.filter(mention => {
    const key = JSON.stringify(mention)
    if (keys.has(key)) return false
    keys.add(key)
    return true
  })
}

// Control sequences: `<@U1>`, `<@U1|label>`, `<!here>`, `<!channel|label>`, `<!subteam^S1>`.
function inText(text: string): Mention[] {
  return [...text.matchAll(/<([@!])([^<>|]+)(?:\|[^<>]*)?>/g)].flatMap(([, sign, name = '']): Mention[] => {
    if (sign === '@') return [{ kind: 'user', userId: name }]
    if (name === 'channel' || name === 'here' || name === 'everyone') return [{ kind: name }]
    if (name === 'group') return [{ kind: 'channel' }]
    if (name.startsWith('subteam^')) return [{ kind: 'group', groupId: name.slice('subteam^'.length) }]
    return []
  })
}

// With `parse: full` or `link_names`, Slack looks for names itself.
function inPlainText(world: World, text: string): Mention[] {
  return [...text.matchAll(/(?:^|[^\w<])@([\w.-]+)/g)].flatMap(([, name = '']): Mention[] => {
    if (name === 'channel' || name === 'here' || name === 'everyone') return [{ kind: name }]
    const person = [...world.people.values()].find(someone => someone.name === name)
    return person === undefined ? [] : [{ kind: 'user', userId: person.id }]
  })
}

// Blocks and attachments: texts that are read as mrkdwn, and the elements of rich text.
function inJson(value: unknown, isMarkup = true): Mention[] {
  if (Array.isArray(value)) return value.flatMap(item => inJson(item, isMarkup))
  if (typeof value !== 'object' || value === null) return []
  const json = value as Json
  if (json.type === 'plain_text') return []
  if (json.type === 'user') return [{ kind: 'user', userId: String(json.user_id) }]
  if (json.type === 'usergroup') return [{ kind: 'group', groupId: String(json.usergroup_id) }]
  if (json.type === 'broadcast') return inText(`<!${String(json.range)}>`)
  // An element of rich text shows its text as it is.
  const isLiteral = json.type === 'text' || json.type === 'link' || json.type === 'raw_text'
  return Object.entries(json).flatMap(([key, item]) => {
    if (typeof item !== 'string') return inJson(item, isMarkup && !isLiteral)
    return isMarkup && !isLiteral && markupKeys.has(key) ? inText(item) : []
  })
}

const markupKeys: ReadonlySet<string> = new Set(['text', 'pretext', 'value', 'fallback'])
