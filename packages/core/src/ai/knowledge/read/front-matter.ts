// Lines of front matter: a document that begins with a rule, not with front matter, is not searched for its end.
const MAX_LINES = 200

const FIELD = /^([a-z]{1,30})[ \t]*[:=](.*)$/i

/** Divides Markdown from the YAML or TOML before it, of which only the plain fields are read. */
export function frontMatter(markdown: string): { fields: ReadonlyMap<string, string>; body: string } {
  const fields = new Map<string, string>()
  const mark = markdown.slice(0, 3)
  if ((mark !== '---' && mark !== '+++') || markdown.slice(3, 4) !== '\n') return { fields, body: markdown }
  let from = 4
  for (let line = 0; line < MAX_LINES; line += 1) {
    const end = markdown.indexOf('\n', from)
    const text = markdown.slice(from, end === -1 ? undefined : end)
    if (text.trimEnd() === mark) return { fields, body: end === -1 ? '' : markdown.slice(end + 1) }
    const [, name, value] = FIELD.exec(text) ?? []
    const bare = value === undefined ? '' : unquoted(value.trim())
    if (name !== undefined && bare !== '') fields.set(name.toLowerCase(), bare)
    if (end === -1) break
    from = end + 1
  }
  return { fields: new Map(), body: markdown }
}

function unquoted(value: string): string {
  const quote = value[0]
  return (quote === '"' || quote === "'") && value.length > 1 && value.endsWith(quote)
    ? value.slice(1, -1)
    : value
}
