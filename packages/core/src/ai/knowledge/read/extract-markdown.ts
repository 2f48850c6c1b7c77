import { type ExtractedHtml, extractHtml } from './extract-html.ts'
import { frontMatter } from './front-matter.ts'
import { headingSlugs } from './heading-slugs.ts'
import { languageOf } from './language.ts'
import { markdownToHtml } from './markdown-html.ts'

/**
 * Reads Markdown: through HTML, as what is hidden in it is hidden there. `isMdx`: its statements and comments are left
 * out, and of its components the text is kept.
 * @throws UnreadableError
 */
export async function extractMarkdown(
  markdown: string,
  options: { isMdx?: boolean } = {},
): Promise<ExtractedHtml> {
  const isMdx = options.isMdx ?? false
  const { fields, body } = frontMatter(markdown.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n'))
  const html = await markdownToHtml(isMdx ? withoutComments(body) : body, isMdx)
  const extracted = await extractHtml(html, { anchorOf: headingSlugs() })
  const language = languageOf(fields.get('lang') ?? fields.get('language'))
  const title = fields.get('title') ?? extracted.title
  return { ...extracted, ...(title !== undefined && { title }), ...(language !== undefined && { language }) }
}

/** MDX without its comments. One that is not closed hides all that follows. */
function withoutComments(mdx: string): string {
  const kept: string[] = []
  let from = 0
  for (let at = mdx.indexOf('{/*'); at !== -1; at = mdx.indexOf('{/*', from)) {
    kept.push(mdx.slice(from, at))
    const end = mdx.indexOf('*/}', at)
    if (end === -1) return kept.join('')
    from = end + 3
  }
  return kept.join('') + mdx.slice(from)
}
