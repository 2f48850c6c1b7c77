import { decodeText } from './decode-text.ts'
import { parseHtml, walk } from './html-tree.ts'

/** A sitemap: addresses of pages, or of further sitemaps. */
export interface Sitemap {
  type: 'pages' | 'sitemaps'
  addresses: string[]
}

/**
 * Reads a sitemap; undefined where it is none.
 * @throws UnreadableError
 */
export async function parseSitemap(bytes: Uint8Array): Promise<Sitemap | undefined> {
  const xml = decodeText(bytes)
  // Within svg, the parser of HTML keeps to the rules of XML as far as sitemaps need: CDATA, and elements that close
  // themselves.
  const document = await parseHtml(`<svg>${xml}</svg>`)
  let type: Sitemap['type'] | undefined
  const addresses: string[] = []
  const open: string[] = []
  let address: string[] | undefined
  walk(document, {
    enter({ tagName }) {
      if (tagName === 'urlset') type ??= 'pages'
      if (tagName === 'sitemapindex') type ??= 'sitemaps'
      if (tagName === 'loc' && open.at(-1) === (type === 'pages' ? 'url' : 'sitemap')) address = []
      open.push(tagName)
      return true
    },
    leave() {
      open.pop()
      if (!address) return
      addresses.push(address.join('').trim())
      address = undefined
    },
    text(value) {
      address?.push(value)
    },
  })
  return type && { type, addresses }
}
