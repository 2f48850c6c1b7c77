import { surveyHtml } from './html-survey.ts'
import { htmlSections } from './html-text.ts'
import { parseHtml } from './html-tree.ts'
import { mainPart } from './html-visible.ts'
import type { Extracted } from './sections.ts'

/** What was found in a page, and what it says to whoever follows links. */
export interface ExtractedHtml extends Extracted {
  links: readonly string[]
  base?: string
  canonical?: string
  isNoIndex: boolean
  isNoFollow: boolean
}

/**
 * Reads a page: its text along its headings, without menus, scripts, comments and what is hidden.
 * @throws UnreadableError
 */
export async function extractHtml(
  html: string,
  options: { anchorOf?: (heading: string) => string } = {},
): Promise<ExtractedHtml> {
  const document = await parseHtml(html)
  const { layoutTables, pageForms, ...survey } = surveyHtml(document)
  const sections = htmlSections(mainPart(document, pageForms), { layoutTables, pageForms, ...options })
  return { ...survey, sections }
}
