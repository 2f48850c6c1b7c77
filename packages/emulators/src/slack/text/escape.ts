/** Escapes the three characters that are Slack's own. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

/** Undoes the escaping. */
export function unescapeText(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
}

/**
 * What Slack makes of a bot's text: sequences in angle brackets stay, stray brackets and ampersands are escaped.
 * So `a < b` comes back as `a &lt; b`, while `<!channel>` keeps its power.
 */
export function escapeLoose(text: string): string {
  return text
    .split(/(<(?:[@#!][^<>\n]+|(?:https?|mailto|tel):[^<>\n]+)>)/)
    .map((part, index) => {
      if (index % 2 === 1) return part
      return escapeText(part.replace(/&(amp|lt|gt);/g, (_all, name: string) => unescapes[name] ?? ''))
    })
    .join('')
}

const unescapes: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>' }
