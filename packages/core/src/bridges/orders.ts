/** An order as an operator writes it: `/close`, `!note text`. */
export interface Order {
  name: string
  args: string
}

/**
 * Reads a text that may be an order. Bridges read the orders in new messages; an edit comes as text, and what looks
 * like an order in it was not meant for the visitor.
 */
export function readOrder(text: string, prefixes: readonly string[]): Order | undefined {
  const prefix = prefixes.find(one => text.trimStart().startsWith(one))
  if (prefix === undefined) return undefined
  const order = text.trimStart().slice(prefix.length)
  // A path is no order: a name ends with white space, or with the bot that it is for.
  const match = /^(\w{1,64})(?:@\w+)?(?=\s|$)/.exec(order)
  if (!match?.[1]) return undefined
  return { name: match[1].toLowerCase(), args: order.slice(match[0].length).trim() }
}
