import type { DefaultTreeAdapterMap, DefaultTreeAdapterTypes } from 'parse5'
import { letOthersRun } from './let-others-run.ts'
import { UnreadableError } from './unreadable-error.ts'

/** An element as parse5 makes it. */
export type Element = DefaultTreeAdapterTypes.Element
type Node = DefaultTreeAdapterTypes.Node

/** A parsed page. */
export type HtmlDocument = DefaultTreeAdapterTypes.Document

// Elements that one page may have. Unclosed formatting is opened again in each paragraph, so that a few kilobytes can ask
// for millions.
const MAX_ELEMENTS = 250_000

// Characters that are parsed in one go.
const STRETCH_CHARS = 64_000

/**
 * Parses a page as a browser does; without scripts, so that what is in `noscript` is elements as well.
 * @throws UnreadableError where it has too many elements.
 */
export async function parseHtml(html: string): Promise<HtmlDocument> {
  const { Parser, defaultTreeAdapter } = await import('parse5')
  let elements = 0
  const parser = new Parser<DefaultTreeAdapterMap>({
    scriptingEnabled: false,
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement(...arguments_) {
        elements += 1
        if (elements > MAX_ELEMENTS)
          throw new UnreadableError(`The page has more than ${MAX_ELEMENTS} elements.`)
        return defaultTreeAdapter.createElement(...arguments_)
      },
    },
  })
  for (let from = 0; from < html.length; from += STRETCH_CHARS) {
    // A large page is no reason to let visitors wait.
    if (from > 0) await letOthersRun()
    parser.tokenizer.write(html.slice(from, from + STRETCH_CHARS), false)
  }
  parser.tokenizer.write('', true)
  return parser.document
}

/** The value of an attribute. */
export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find(each => each.name === name)?.value
}

/** What is done on the way through a tree. */
export interface Visitor {
  /** False: what is inside is left out, and there is no `leave`. */
  enter(element: Element): boolean
  leave(element: Element): void
  text(value: string): void
}

/** Goes through a tree from top to bottom. A loop, as a page may be nested deeper than calls can be. */
export function walk(root: Node, visitor: Visitor): void {
  const open: { node: Node; next: number }[] = [{ node: root, next: 0 }]
  for (let at = open.at(-1); at !== undefined; at = open.at(-1)) {
    const child = 'childNodes' in at.node ? at.node.childNodes[at.next] : undefined
    at.next += 1
    if (child === undefined) {
      open.pop()
      if (at.node !== root && isElement(at.node)) visitor.leave(at.node)
    } else if (isText(child)) visitor.text(child.value)
    else if (isElement(child) && visitor.enter(child)) open.push({ node: child, next: 0 })
  }
}

function isElement(node: Node): node is Element {
  return 'tagName' in node
}

function isText(node: Node): node is DefaultTreeAdapterTypes.TextNode {
  return node.nodeName === '#text'
}
