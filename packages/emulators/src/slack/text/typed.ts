import type { Json } from '../wire.ts'
import type { World } from '../world.ts'
import { emojiNames } from './emoji.ts'
import { escapeText } from './escape.ts'

/** What a client sends for what a person typed. */
export interface Typed {
  text: string
  /** Elements of a rich text section. */
  elements: Json[]
}

/** Reads typed text as a Slack client does: names, links and emoji become Slack's own, the rest is escaped. */
export function readTyped(world: World, typed: string): Typed {
  const elements: Json[] = []
  let text = ''
  let end = 0
  const addPlain = (plain: string): void => {
    if (plain === '') return
    text += escapeText(plain)
    elements.push({ type: 'text', text: plain })
  }
  for (const match of typed.matchAll(pattern)) {
    const piece = readPiece(world, match[0])
    if (piece === undefined) continue
    addPlain(typed.slice(end, match.index))
    text += piece.text
    elements.push(piece.element)
    end = match.index + match[0].length
  }
  addPlain(typed.slice(end))
  return { text, elements }
}

// Links, addresses, names, channels and emoji, as clients find them.
const pattern =
  /https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+|(?<![\w.@-])(?:[a-z0-9-]{1,63}\.)+(?:com|org|net|io|dev|example|test)(?:\/[^\s<>]*)?(?![\w@])|(?<!\w)@[\p{L}\p{N}_.-]*[\p{L}\p{N}_-]|(?<!\w)#[a-z0-9_-]+|\p{Emoji_Presentation}\p{Emoji_Modifier}?|\p{Emoji}\uFE0F/gu

function readPiece(world: World, found: string): { text: string; element: Json } | undefined {
  if (/^https?:/.test(found)) return { text: `<${escapeText(found)}>`, element: { type: 'link', url: found } }
  if (found.startsWith('@')) return readName(world, found.slice(1))
  if (found.startsWith('#')) {
    const channel = [...world.channels.values()].find(({ name }) => name === found.slice(1))
    if (channel === undefined) return undefined
    return { text: `<#${channel.id}|${channel.name}>`, element: { type: 'channel', channel_id: channel.id } }
  }
  if (found.includes('@'))
    return {
      text: `<mailto:${found}|${found}>`,
      element: { type: 'link', url: `mailto:${found}`, text: found },
    }
  const emoji = emojiNames.get(found.replace('\uFE0F', ''))
  if (emoji !== undefined) {
    const unicode = [...found.replace('\uFE0F', '')]
      .map(point => point.codePointAt(0)?.toString(16))
      .join('-')
    return { text: `:${emoji}:`, element: { type: 'emoji', name: emoji, unicode } }
  }
  if (!/^[a-z0-9-]+\./i.test(found)) return undefined
  const url = `http://${found}`
  return { text: `<${escapeText(url)}|${escapeText(found)}>`, element: { type: 'link', url, text: found } }
}

function readName(world: World, name: string): { text: string; element: Json } | undefined {
  if (name === 'channel' || name === 'here' || name === 'everyone')
    return { text: `<!${name}>`, element: { type: 'broadcast', range: name } }
  const wanted = name.toLowerCase()
  const person = [...world.people.values()].find(someone =>
    [someone.name, someone.displayName, someone.realName].some(known => known.toLowerCase() === wanted),
  )
  if (person === undefined) return undefined
  return { text: `<@${person.id}>`, element: { type: 'user', user_id: person.id } }
}
