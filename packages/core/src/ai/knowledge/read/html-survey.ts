import { attribute, type Element, type HtmlDocument, walk } from './html-tree.ts'
import { languageOf } from './language.ts'

/** What a page says about itself, and where it leads. */
export interface HtmlSurvey {
  title?: string
  language?: string
  /** What links are relative to, where it is not the page's own address. */
  base?: string
  canonical?: string
  /** Links as they stand there, without those that ask not to be followed. */
  links: string[]
  isNoIndex: boolean
  isNoFollow: boolean
  /** Tables that only arrange the page: with headings or other tables in them. */
  layoutTables: ReadonlySet<Element>
  /** Forms that are the page itself: with headings in them. */
  pageForms: ReadonlySet<Element>
}

// Links that are looked at on one page.
const MAX_LINKS = 5_000

const HEADING = /^h[1-6]$/

/** Looks through a whole page, its menus included. */
export function surveyHtml(document: HtmlDocument): HtmlSurvey {
  const layoutTables = new Set<Element>()
  const pageForms = new Set<Element>()
  const survey: HtmlSurvey = { links: [], isNoIndex: false, isNoFollow: false, layoutTables, pageForms }
  const tables: Element[] = []
  const forms: Element[] = []
  let title: string[] | undefined

  walk(document, {
    enter(element) {
      note(survey, element)
      const { tagName } = element
      const table = tables.at(-1)
      const form = forms.at(-1)
      if (tagName === 'table' || HEADING.test(tagName)) if (table) layoutTables.add(table)
      if (HEADING.test(tagName) && form) pageForms.add(form)
      if (tagName === 'table') tables.push(element)
      if (tagName === 'form') forms.push(element)
      if (tagName === 'title' && survey.title === undefined) title = []
      return tagName !== 'svg'
    },
    leave(element) {
      if (element === tables.at(-1)) tables.pop()
      if (element === forms.at(-1)) forms.pop()
      if (element.tagName === 'title' && title) {
        survey.title = title.join('')
        title = undefined
      }
    },
    text(value) {
      title?.push(value)
    },
  })
  return survey
}

function note(survey: HtmlSurvey, element: Element): void {
  const href = attribute(element, 'href')
  switch (element.tagName) {
    case 'html': {
      const language = languageOf(attribute(element, 'lang'))
      if (language !== undefined) survey.language ??= language
      return
    }
    case 'base':
      if (href !== undefined) survey.base ??= href
      return
    case 'link':
      if (href !== undefined && words(element, 'rel').includes('canonical')) survey.canonical ??= href
      return
    case 'meta':
      if (['robots', 'pocketping'].includes(attribute(element, 'name')?.trim().toLowerCase() ?? ''))
        noteRobots(survey, attribute(element, 'content') ?? '')
      return
    case 'a':
    case 'area':
      if (
        href !== undefined &&
        !words(element, 'rel').includes('nofollow') &&
        survey.links.length < MAX_LINKS
      )
        survey.links.push(href)
  }
}

/** Notes the words of a robots `meta` element or `X-Robots-Tag` header. */
export function noteRobots(asked: { isNoIndex: boolean; isNoFollow: boolean }, content: string): void {
  const said = content.toLowerCase().split(/[\s,]/)
  if (said.includes('noindex') || said.includes('none')) asked.isNoIndex = true
  if (said.includes('nofollow') || said.includes('none')) asked.isNoFollow = true
}

function words(element: Element, name: string): string[] {
  return (attribute(element, name) ?? '').toLowerCase().split(/\s/)
}
