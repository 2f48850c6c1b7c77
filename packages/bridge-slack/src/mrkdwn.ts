/** What Slack takes for the beginning of its own markup, made harmless: the text shows as it is. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/** What people are called, by their id. */
export type NameOf = (userId: string) => string

const MARKUP = /<([@#!][^<>\n]+|[a-z][a-z0-9+.-]*:[^<>\n]+)>/gi

/** The users that a text names. */
export function mentionedUsers(text: string): string[] {
  return Array.from(text.matchAll(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g), ([, id]) => id ?? '')
}

/** Turns what an operator wrote, as Slack tells it, into the text that they saw while they wrote it. */
export function decodeText(text: string, nameOf: NameOf): string {
  let decoded = ''
  let end = 0
  for (const match of text.matchAll(MARKUP)) {
    decoded += unescapeText(text.slice(end, match.index)) + unescapeText(decodeMarkup(match[1] ?? '', nameOf))
    end = match.index + match[0].length
  }
  return decoded + unescapeText(text.slice(end))
}

function decodeMarkup(inner: string, nameOf: NameOf): string {
  const bar = inner.indexOf('|')
  const target = bar < 0 ? inner : inner.slice(0, bar)
  const label = bar < 0 ? '' : inner.slice(bar + 1)
  switch (target[0]) {
    case '@':
      return `@${nameOf(target.slice(1)) || label || 'somebody'}`
    case '#':
      return `#${label || target.slice(1)}`
    case '!':
      return decodeSpecial(target.slice(1), label)
    default:
      return decodeLink(target, label)
  }
}

// `<!here>`, `<!subteam^S1|@team>`, `<!date^1392734382^{date}|Feb 18>`.
function decodeSpecial(target: string, label: string): string {
  const name = target.split('^', 1)[0] ?? ''
  if (label) return label.startsWith('@') || name === 'date' ? label : `@${label}`
  return `@${name}`
}

// Slack makes links of what looks like one and keeps what was typed as the label: that alone is what they meant.
function decodeLink(target: string, label: string): string {
  const bare = target.replace(/^(?:https?:\/\/|mailto:|tel:)/, '')
  if (!label) return /^(?:mailto|tel):/.test(target) ? bare : target
  const isTyped = [target, bare, bare.replace(/\/$/, '')].includes(label)
  return isTyped ? label : `${label} (${bare === target || !/^https?:/.test(target) ? bare : target})`
}

/** Takes our bot's mentions out of a text; undefined where there is none. */
export function withoutMention(text: string, botUserId: string): string | undefined {
  const mention = new RegExp(`[ \\t]*<@${botUserId}(?:\\|[^<>]*)?>[ \\t]*[,:]?[ \\t]*`, 'g')
  if (!mention.test(text)) return undefined
  return text
    .replaceAll(mention, ' ')
    .replace(/^ | $/g, '')
    .replaceAll(/ \n|\n /g, '\n')
}
