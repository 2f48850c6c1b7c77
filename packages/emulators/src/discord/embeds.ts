import { type Form, isObject, lengthOf } from './form.ts'
import type { Json } from './wire.ts'

const maxEmbeds = 10
const maxTotal = 6000

/** Reads `embeds` and complains of everything over a limit; `undefined` when none were sent. */
export function readEmbeds(form: Form): Json[] | undefined {
  const list = form.list('embeds', { max: maxEmbeds })
  if (list === undefined) return undefined
  let total = 0
  const embeds = list.map((source, index) => {
    const embed = form.part(`embeds.${index}`, source)
    const texts = [
      embed.text('title', { max: 256 }),
      embed.text('description', { max: 4096 }),
      ...readParts(embed),
    ]
    for (const text of texts) total += lengthOf(text ?? '')
    readUrl(embed, 'url')
    if (isObject(source) && isEmpty(embed)) embed.complain('', 'BASE_TYPE_REQUIRED', 'This field is required')
    // Whatever the type says, what an app sends is rich.
    return { ...embed.source, type: 'rich' }
  })
  if (total > maxTotal)
    form.complain('embeds', 'MAX_EMBED_SIZE_EXCEEDED', `Embed size exceeds maximum size of ${maxTotal}`)
  return embeds
}

function readParts(embed: Form): (string | undefined)[] {
  const texts: (string | undefined)[] = []
  if (embed.has('footer')) texts.push(embed.part('footer', embed.source.footer).text('text', { max: 2048 }))
  if (embed.has('author')) texts.push(embed.part('author', embed.source.author).text('name', { max: 256 }))
  for (const name of ['image', 'thumbnail'])
    if (embed.has(name)) readUrl(embed.part(name, embed.source[name]), 'url')
  embed.integer('color', { min: 0, max: 0xffffff })
  const fields = embed.list('fields', { max: 25 }) ?? []
  for (const [index, source] of fields.entries()) {
    const field = embed.part(`fields.${index}`, source)
    for (const name of ['name', 'value']) {
      field.require(name)
      texts.push(field.text(name, { min: 1, max: name === 'name' ? 256 : 1024 }))
    }
  }
  return texts
}

function readUrl(form: Form, name: string): void {
  const url = form.text(name, { max: 2048 })
  if (url === undefined || /^(https?|attachment):\/\/./.test(url)) return
  form.complain(
    name,
    'URL_TYPE_INVALID_SCHEME',
    `Scheme "${url.split(':', 1)[0]}" must be one of ('http', 'https').`,
  )
}

function isEmpty(embed: Form): boolean {
  return !['title', 'description', 'url', 'footer', 'author', 'image', 'thumbnail', 'fields'].some(embed.has)
}
