import type { World } from '../world.ts'
import { unescapeText } from './escape.ts'

/** What one sees of a text on the wire: names in place of ids, labels in place of links, no escapes. */
export function shownText(world: World, text: string): string {
  const replaced = text.replace(/<([^<>]+)>/g, (_all, inside: string) => {
    const [target = '', label] = inside.split('|')
    if (target.startsWith('@')) {
      const person = world.people.get(target.slice(1))
      return `@${person?.displayName || person?.realName || label || target.slice(1)}`
    }
    if (target.startsWith('#'))
      return `#${world.channels.get(target.slice(1))?.name ?? label ?? target.slice(1)}`
    if (target.startsWith('!')) return label ?? `@${target.slice(1).replace(/^subteam\^/, '')}`
    return label ?? target.replace(/^mailto:/, '')
  })
  return unescapeText(replaced)
}
