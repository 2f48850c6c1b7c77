import { attribute, type Element, type HtmlDocument, type Visitor, walk } from './html-tree.ts'

// What is never read as text: scripts, drawings, controls, and what frames a page rather than stands in it.
const LEFT_OUT = new Set(
  `head script style noscript template nav footer svg iframe object embed canvas audio video button select textarea input
   datalist dialog menu annotation annotation-xml frameset noframes noembed`.split(/\s+/),
)
const FRAMING_ROLES = new Set(
  'navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar tablist'.split(
    ' ',
  ),
)
// Of a style attribute.
const MAX_STYLE_CHARS = 2_000

/** Goes through what a reader of a page sees of its text. */
export function walkVisible(
  root: HtmlDocument | Element,
  pageForms: ReadonlySet<Element>,
  visitor: Visitor,
): void {
  // Within an article, a header is part of it; outside, it is the site's.
  let contentDepth = 'tagName' in root && isContent(root) ? 1 : 0
  walk(root, {
    enter(element) {
      if (isLeftOut(element, contentDepth > 0, pageForms)) return false
      if (!visitor.enter(element)) return false
      if (isContent(element)) contentDepth += 1
      return true
    },
    leave(element) {
      if (isContent(element)) contentDepth -= 1
      visitor.leave(element)
    },
    text: value => visitor.text(value),
  })
}

/** Whether a page says that this is what it is about. */
export function isContent(element: Element): boolean {
  return isMain(element) || element.tagName === 'article'
}

/** The same, said of at most one element of a page. */
export function isMain(element: Element): boolean {
  return element.tagName === 'main' || attribute(element, 'role') === 'main'
}

function isLeftOut(element: Element, isInContent: boolean, pageForms: ReadonlySet<Element>): boolean {
  const { tagName } = element
  const role = attribute(element, 'role')
  if (LEFT_OUT.has(tagName) || (role !== undefined && FRAMING_ROLES.has(role))) return true
  if (tagName === 'header') return !isInContent
  // A side note belongs to the text where it says so.
  if (tagName === 'aside') return role !== 'note'
  if (tagName === 'form') return !pageForms.has(element)
  return isHidden(element)
}

/** Whether it is hidden from readers by itself; what style sheets and scripts hide is not known here. */
function isHidden(element: Element): boolean {
  const hidden = attribute(element, 'hidden')
  if (hidden !== undefined && hidden.toLowerCase() !== 'until-found') return true
  if (attribute(element, 'aria-hidden')?.trim().toLowerCase() === 'true') return true
  const style = attribute(element, 'style')
  return style !== undefined && isHidingStyle(style)
}

function isHidingStyle(style: string): boolean {
  const bare = style
    .slice(0, MAX_STYLE_CHARS)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .toLowerCase()
  return bare.split(';').some(declaration => {
    const [name = '', ...rest] = declaration.split(':')
    const value = rest.join(':').replace('!important', '').trim()
    switch (name.trim()) {
      case 'display':
        return value === 'none'
      case 'visibility':
        return value === 'hidden' || value === 'collapse'
      case 'content-visibility':
        return value === 'hidden'
      case 'opacity':
        return Number.parseFloat(value) < 0.1
      case 'font-size':
        return isTooSmall(value)
      case 'font':
        return value.split(/[\s/]/).some(isTooSmall)
    }
    return false
  })
}

function isTooSmall(size: string): boolean {
  const number = Number.parseFloat(size)
  return number < 0.1 || (number <= 1 && /p[xt]$/.test(size))
}

/** The part of a page that holds most of its text, where the page marks one; otherwise all of it. */
export function mainPart(document: HtmlDocument, pageForms: ReadonlySet<Element>): HtmlDocument | Element {
  let total = 0
  const begun: number[] = []
  let main: { element: Element; chars: number } | undefined
  let article: { element: Element; chars: number } | undefined
  walkVisible(document, pageForms, {
    enter(element) {
      if (isContent(element)) begun.push(total)
      return true
    },
    leave(element) {
      if (!isContent(element)) return
      const chars = total - (begun.pop() ?? 0)
      const part = { element, chars }
      if (isMain(element)) main = chars > (main?.chars ?? 0) ? part : main
      else article = chars > (article?.chars ?? 0) ? part : article
    },
    text(value) {
      total += value.trim().length
    },
  })
  const best = [main, article].find(part => part !== undefined && part.chars * 2 > total)
  return best?.element ?? document
}
