/** What may stand in a tree: an element, a text, nothing, or a list of these. */
export type Child = VNode | string | number | boolean | null | undefined | Child[]
export type Props = Record<string, unknown>

/** An element as the tree wants it, or (type '') a text. */
export interface VNode {
  type_: string
  props_: Props
  key_?: unknown
  children_: Child[]
  dom_?: Rendered
  /** A later tree took its element over. */
  isTaken_?: boolean
}

/** An element on the page, with what was drawn into it. */
export interface Rendered extends Element {
  drawn_?: (VNode | undefined)[]
}

/** Makes a node. */
export function h(type: string, props: Props | null, ...children: Child[]): VNode {
  return { type_: type, props_: props ?? {}, key_: props?.key, children_: children.flat(9) as Child[] }
}
