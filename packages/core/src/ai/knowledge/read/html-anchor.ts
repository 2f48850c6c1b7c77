import { attribute, type Element, walk } from './html-tree.ts'

const MAX_ANCHOR_CHARS = 200

/**
 * What leads to a heading: its own id, that of an element inside it, or that of the section which it begins, as
 * generators of documentation write it in one of these ways.
 */
export function headingAnchor(heading: Element): string | undefined {
  return idOf(heading) ?? idInside(heading) ?? idOfSection(heading)
}

function idInside(heading: Element): string | undefined {
  let found: string | undefined
  walk(heading, {
    enter(element) {
      found ??= idOf(element) ?? (element.tagName === 'a' ? usable(attribute(element, 'name')) : undefined)
      return found === undefined
    },
    leave() {},
    text() {},
  })
  return found
}

function idOfSection(heading: Element): string | undefined {
  const parent = heading.parentNode
  if (!parent || !('tagName' in parent) || parent.tagName !== 'section') return undefined
  return parent.childNodes.find(node => 'tagName' in node) === heading ? idOf(parent) : undefined
}

function idOf(element: Element): string | undefined {
  return usable(attribute(element, 'id'))
}

function usable(anchor: string | undefined): string | undefined {
  return anchor && anchor.length <= MAX_ANCHOR_CHARS && !/\s/.test(anchor) ? anchor : undefined
}
