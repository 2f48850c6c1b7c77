import type { Child, Props, Rendered, VNode } from './vnode.ts'

/** Draws a tree into an element, over what was drawn there before. */
export function render(tree: VNode, parent: Rendered): void {
  patch(parent, [tree])
}

function patch(parent: Rendered, wanted: Child[]): void {
  const old = parent.drawn_ ?? []
  const nodes = wanted.map(toNode)
  parent.drawn_ = nodes
  nodes.forEach((node, index) => {
    if (!node) return
    const fits = (other: VNode | undefined): boolean =>
      !!other && !other.isTaken_ && other.type_ === node.type_ && other.key_ === node.key_
    const match = fits(old[index]) ? old[index] : old.find(fits)
    if (match) match.isTaken_ = true
    node.dom_ = match?.dom_ ?? create(node)
    update(node.dom_, node, match?.props_)
  })
  for (const node of old) if (!node?.isTaken_) node?.dom_?.remove()
  let next = parent.firstChild
  for (const node of nodes) {
    if (!node) continue
    if (node.dom_ === next) next = next.nextSibling
    else parent.insertBefore(node.dom_!, next)
  }
}

function toNode(child: Child): VNode | undefined {
  if (child == null || typeof child === 'boolean') return undefined
  return typeof child === 'object'
    ? (child as VNode)
    : { type_: '', props_: { data: `${child}` }, children_: [] }
}

function create({ type_: type, props_: props }: VNode): Rendered {
  if (!type) return document.createTextNode('') as unknown as Rendered
  const dom = /svg|path/.test(type)
    ? document.createElementNS('http://www.w3.org/2000/svg', type)
    : document.createElement(type)
  ;(props.ref as ((dom: Element) => void) | undefined)?.(dom)
  return dom
}

function update(
  dom: Rendered,
  { props_: props, children_: children, type_: type }: VNode,
  old: Props = {},
): void {
  for (const name in { ...old, ...props }) {
    if (old[name] !== props[name] && name !== 'key' && name !== 'ref') set(dom, name, props[name])
  }
  if (type) patch(dom, children)
}

function set(dom: Rendered, name: string, value: unknown): void {
  // Handlers are properties too, in lower case.
  const property = name.startsWith('on') ? name.toLowerCase() : name
  if (property in dom && name !== 'viewBox') {
    // No markup gets in here: no tree names innerHTML or the like.
    ;(dom as unknown as Props)[property] = value ?? ''
  } else if (value) {
    dom.setAttribute(name, value as string)
  } else {
    dom.removeAttribute(name)
  }
}
