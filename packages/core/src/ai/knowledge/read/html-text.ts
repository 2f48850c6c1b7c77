import { headingAnchor } from './html-anchor.ts'
import { paragraphWriter } from './html-paragraph.ts'
import { attribute, type Element, type HtmlDocument } from './html-tree.ts'
import { walkVisible } from './html-visible.ts'
import { type Section, sectionWriter } from './sections.ts'

const BLOCKS = new Set(
  `address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form header
   hgroup hr legend li main ol p pre section summary table tbody tfoot thead tr ul`.split(/\s+/),
)
const HEADING = /^h[1-6]$/

/** What the text of a page is written with. */
export interface HtmlTextOptions {
  layoutTables: ReadonlySet<Element>
  pageForms: ReadonlySet<Element>
  /** The anchor of a heading that has no id of its own. */
  anchorOf?: (heading: string) => string
}

/** The text of a page or a part of it: lists line by line, tables as `a | b`, code as it stands there. */
export function htmlSections(root: HtmlDocument | Element, options: HtmlTextOptions): Section[] {
  const sections = sectionWriter()
  const paragraph = paragraphWriter((text, isTight) => sections.paragraph(text, isTight))
  const lists: { isOrdered: boolean; count: number }[] = []
  const permalinks: { element: Element; from: number }[] = []
  let heading: Element | undefined
  let row: { element: Element; cells: number } | undefined
  let preDepth = 0

  // A heading is one line, and so is a row of a table, whatever stands in its cells.
  function breakBlock(): void {
    if (heading || (row && preDepth === 0)) paragraph.text(' ')
    else if (preDepth > 0) paragraph.line()
    else paragraph.end()
  }

  function beginCell(): void {
    if (!row) breakBlock()
    else if (row.cells++ > 0) {
      paragraph.text(' ')
      paragraph.between('| ')
    }
  }

  function beginItem(): void {
    const list = lists.at(-1)
    if (list) list.count += 1
    if (!row && !heading) paragraph.prefix(list?.isOrdered ? `${list.count}. ` : '- ')
  }

  function endHeading(element: Element): void {
    const text = paragraph.take().trim()
    heading = undefined
    sections.heading(Number(element.tagName[1]), text, headingAnchor(element) ?? options.anchorOf?.(text))
  }

  walkVisible(root, options.pageForms, {
    enter(element) {
      const { tagName } = element
      if (BLOCKS.has(tagName)) breakBlock()
      else if (tagName === 'td' || tagName === 'th') beginCell()
      else if (tagName === 'br') {
        if (heading || (row && preDepth === 0)) paragraph.text(' ')
        else paragraph.between('\n')
      } else if (HEADING.test(tagName) && !heading && !row) {
        paragraph.end()
        heading = element
      }
      if (tagName === 'pre') preDepth += 1
      if (tagName === 'tr' && !row && !isLayoutRow(element, options.layoutTables)) row = { element, cells: 0 }
      if (tagName === 'ul' || tagName === 'ol') lists.push(beginList(element))
      if (tagName === 'li') beginItem()
      if (heading && tagName === 'a' && attribute(element, 'href')?.startsWith('#'))
        permalinks.push({ element, from: paragraph.position() })
      return true
    },
    leave(element) {
      const { tagName } = element
      if (element === permalinks.at(-1)?.element) {
        const from = permalinks.pop()?.from ?? 0
        // The `#` or `¶` that leads to the heading itself is not part of it.
        if (!/[\p{L}\p{N}]/u.test(paragraph.since(from))) paragraph.drop(from)
      }
      if (element === heading) return endHeading(element)
      if (element === row?.element) {
        row = undefined
        return paragraph.end('row')
      }
      if (tagName === 'pre') {
        preDepth -= 1
        if (row) return
      }
      if (BLOCKS.has(tagName)) breakBlock()
      if (tagName === 'li') paragraph.prefix('')
      if (tagName === 'ul' || tagName === 'ol') lists.pop()
    },
    text(value) {
      if (preDepth > 0) paragraph.verbatim(value)
      else paragraph.text(value)
    },
  })
  paragraph.end()
  return sections.end()
}

/** A list, before its first item. */
function beginList(element: Element): { isOrdered: boolean; count: number } {
  const start = Number.parseInt(attribute(element, 'start') ?? '1', 10)
  return { isOrdered: element.tagName === 'ol', count: Math.abs(start) < 1e9 ? start - 1 : 0 }
}

/** Whether a row belongs to a table that only arranges the page. */
function isLayoutRow(row: Element, layoutTables: ReadonlySet<Element>): boolean {
  const group = row.parentNode
  const table = group && 'tagName' in group && group.tagName !== 'table' ? group.parentNode : group
  return !!table && 'tagName' in table && layoutTables.has(table)
}
