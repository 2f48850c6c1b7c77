import { letOthersRun } from './let-others-run.ts'
import { markdownPieces } from './markdown-pieces.ts'
import { cutAnywhere } from './split-text.ts'

// Characters of one paragraph whose bold, links and code are found in one go; takes time quadratic in it.
const MAX_INLINE_CHARS = 2_000
// Link definitions of a document, which may stand far from where they are used.
const MAX_DEFINITIONS = 2_000
const DEFINITION = /^ {0,3}\[([^\][]{1,200})\]:[ \t]*\S/

// What must be closed in the same stretch of HTML, as it would swallow all that follows.
const SWALLOWING = [
  'script',
  'style',
  'title',
  'textarea',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'plaintext',
]

/**
 * Markdown as HTML: its text, headings, lists, tables and code; images as the words that stand for them. What is HTML in
 * it stays so, for what it hides to be found as in any other page.
 */
export async function markdownToHtml(markdown: string, isMdx: boolean): Promise<string> {
  const { Lexer, Marked, Parser } = await import('marked')
  const { defaults } = new Marked({
    gfm: true,
    renderer: { image: ({ text }) => escapeHtml(text), html: ({ text }) => closedHtml(text) },
  })
  const links = definitionsIn(markdown)

  function pieceToHtml(piece: string): string {
    const lexer = new Lexer(defaults)
    Object.assign(lexer.tokens.links, links)
    lexer.blockTokens(piece, lexer.tokens)
    for (const { src, tokens } of lexer.inlineQueue)
      for (const part of cutAnywhere(src, MAX_INLINE_CHARS)) lexer.inlineTokens(part, tokens)
    return new Parser(defaults).parse(lexer.tokens)
  }

  const html: string[] = []
  for (const piece of markdownPieces(markdown, isMdx)) {
    // A long document is no reason to let visitors wait.
    if (html.length > 0) await letOthersRun()
    html.push(orAsItStands(piece, pieceToHtml))
  }
  return html.join('\n')
}

/** Where a piece nests deeper than calls can, its marks are left in the text. */
function orAsItStands(piece: string, toHtml: (piece: string) => string): string {
  try {
    return toHtml(piece)
  } catch (error) {
    if (error instanceof RangeError) return `<pre>${closedHtml(piece)}</pre>`
    throw error
  }
}

function definitionsIn(markdown: string): Record<string, { href: string; title: string }> {
  const labels = markdown
    .split('\n')
    .flatMap(line => DEFINITION.exec(line)?.[1] ?? [])
    .slice(0, MAX_DEFINITIONS)
  // Only that there is such a link matters: its text is kept, its address is not.
  return Object.fromEntries(
    labels.map(label => [label.toLowerCase().replace(/\s+/g, ' '), { href: '#', title: '' }]),
  )
}

/** HTML of which nothing reaches beyond its end. A word such as `<script>` in the middle of a sentence is text. */
function closedHtml(html: string): string {
  const comment = html.lastIndexOf('<!--')
  if (comment > html.lastIndexOf('-->')) return closedHtml(html.slice(0, comment))
  const lower = html.toLowerCase()
  const isOpen = SWALLOWING.some(name => lower.lastIndexOf(`<${name}`) > lower.lastIndexOf(`</${name}`))
  return isOpen ? escapeHtml(html) : html
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
