import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import { emojiNamed } from './emoji.ts'
import { unescapeText } from './escape.ts'

/** What one sees of a text on the wire: names for ids, labels for links, emoji for their names, no escapes. */
export function shownText(world: World, text: string): string {
  const replaced = text
    .replace(/<([^<>]+)>/g, (_all, inside: string) => shownTarget(world, inside))
    .replace(/:([a-z0-9_+-]+):/g, (all, name: string) => emojiNamed(name) ?? all)
  return unescapeText(replaced)
}

function shownTarget(world: World, inside: string): string {
  const [target = '', label] = inside.split('|')
  const name = target.slice(1)
  if (target.startsWith('@')) return `@${personName(world, name) ?? label ?? name}`
  if (target.startsWith('#')) return `#${world.channels.get(name)?.name ?? label ?? name}`
  if (target.startsWith('!')) return label ?? `@${name.replace(/^subteam\^/, '')}`
  return label ?? target.replace(/^mailto:/, '')
}

function personName(world: World, id: string): string | undefined {
  const person = world.people.get(id)
  return person === undefined ? undefined : person.displayName || person.realName
}

/** What one sees of blocks: their texts, one below the other. */
export function shownBlocks(world: World, blocks: readonly Json[]): string {
  return blocks
    .map(block => shownBlock(world, block))
    .filter(text => text !== '')
    .join('\n')
}

function shownBlock(world: World, block: Json): string {
  if (block.type === 'rich_text')
    return list(block.elements)
      .map(part => shownRich(world, part))
      .join('\n')
  if (block.type === 'markdown') return String(block.text)
  const texts = [block.text, block.title, ...list(block.fields), ...list(block.elements), block.accessory]
  return texts
    .map(text => shownObject(world, text))
    .filter(text => text !== '')
    .join('\n')
}

// A text object, or an element such as a button, whose label is one.
function shownObject(world: World, value: unknown): string {
  if (typeof value !== 'object' || value === null) return ''
  const json = value as Json
  if (json.type === 'mrkdwn') return shownText(world, String(json.text))
  if (json.type === 'plain_text') return String(json.text)
  if (json.type === 'button') return `[${shownObject(world, json.text)}]`
  return ''
}

function shownRich(world: World, part: Json): string {
  const inside = list(part.elements)
  if (inside.length > 0) return inside.map(element => shownRich(world, element)).join('')
  if (part.type === 'user') return `@${personName(world, String(part.user_id)) ?? String(part.user_id)}`
  if (part.type === 'channel') return `#${world.channels.get(String(part.channel_id))?.name ?? ''}`
  if (part.type === 'broadcast') return `@${String(part.range)}`
  if (part.type === 'emoji') return emojiNamed(String(part.name)) ?? `:${String(part.name)}:`
  return String(part.text ?? part.url ?? part.fallback ?? '')
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? (value as Json[]) : []
}
