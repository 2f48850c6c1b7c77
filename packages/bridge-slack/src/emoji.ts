/** An emoji that an operator picked: Slack writes its name into the text, and the character beside it. */
const EMOJI_NAME = /:([a-z0-9_+'-]+)(?:::skin-tone-\d)?:/g

/**
 * Shows emoji as characters: in a text, Slack has only their names. The message's blocks tell which names were picked,
 * so what was typed with colons and is no emoji stays as it is, and so do the workspace's own.
 */
export function showEmoji(text: string, blocks: unknown): string {
  const picked = new Map<string, string>()
  collect(blocks, picked)
  if (picked.size === 0) return text
  return text.replaceAll(EMOJI_NAME, (whole, name: string) => picked.get(name) ?? whole)
}

function collect(node: unknown, picked: Map<string, string>): void {
  if (Array.isArray(node)) for (const one of node) collect(one, picked)
  else if (typeof node === 'object' && node !== null) {
    const { type, name, unicode, elements } = node as Record<string, unknown>
    if (type === 'emoji' && typeof name === 'string' && typeof unicode === 'string') {
      const character = fromHex(unicode)
      if (character) picked.set(name, character)
    }
    collect(elements, picked)
  }
}

// e.g. `1f44b-1f3fc`
function fromHex(unicode: string): string | undefined {
  if (!/^[0-9a-f]{2,5}(?:-[0-9a-f]{2,5})*$/i.test(unicode)) return undefined
  return String.fromCodePoint(...unicode.split('-').map(point => Number.parseInt(point, 16)))
}
