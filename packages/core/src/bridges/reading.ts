import type { InboundEdit, InboundMessage } from '../contracts/bridge.ts'
import type { BridgeContext } from './context.ts'
import { readOrder } from './orders.ts'

/** What an operator's text turns out to be. */
export type Reading =
  | { is: 'note'; text: string }
  /** Looks like an order; new ones come as commands, so this is one that was edited in. */
  | { is: 'order' }
  /** For the visitor, or (`reaches` false) talk among operators. */
  | { is: 'words'; text: string; reaches: boolean }

// Beside white space what shows nowhere, e.g. the mark before a line that runs from right to left.
const UNSEEN = /^[\s\p{Cc}\p{Cf}]+/u

// Whoever answers on several platforms begins an order now and then as on another one. Of a note, nothing may come.
const ANY_PREFIX = ['/', '!']

// What follows these goes to the visitor.
const SAYING: ReadonlySet<string> = new Set(['reply', 'send'])

/** Reads what an operator wrote. The only place that decides whether it may reach the visitor. */
export function read(
  { bridge, mode }: Pick<BridgeContext, 'bridge' | 'mode'>,
  { text, isAddressed }: Pick<InboundMessage | InboundEdit, 'text' | 'isAddressed'>,
): Reading {
  const note = readNote(bridge, text)
  if (note !== undefined) return { is: 'note', text: note }
  const order = readOrder(text.replace(UNSEEN, ''), bridge.capabilities.commandPrefixes)
  if (order && SAYING.has(order.name) && order.args !== '')
    return { is: 'words', text: order.args, reaches: mode !== 'alerts' }
  if (order) return { is: 'order' }
  return { is: 'words', text, reaches: mode === 'two-way' || (mode === 'mention' && isAddressed === true) }
}

/** The note that a text is, also where it is ordered to be said to the visitor; `undefined` where it is none. */
export function readNote(bridge: BridgeContext['bridge'], text: string): string | undefined {
  const seen = text.replace(UNSEEN, '')
  if (seen.startsWith('//')) return seen.slice(2).replace(UNSEEN, '')
  const order = readOrder(seen, [...bridge.capabilities.commandPrefixes, ...ANY_PREFIX])
  if (order && SAYING.has(order.name)) return readNote(bridge, order.args)
  return order?.name === 'note' && order.args !== '' ? order.args : undefined
}

/** What operators are told, once in a thread, where they write and it does not reach the visitor. */
export function whyNot({ bridge, mode }: Pick<BridgeContext, 'bridge' | 'mode'>): string {
  const prefix = bridge.capabilities.commandPrefixes[0] ?? '/'
  return mode === 'alerts'
    ? 'What is written here does not go to the visitor.'
    : `Only what names me, or begins with ${prefix}reply, goes to the visitor.`
}

/** The line at the head of a thread that says what becomes of what is written in it. */
export function hintFor({ bridge, mode }: Pick<BridgeContext, 'bridge' | 'mode'>): string {
  const prefix = bridge.capabilities.commandPrefixes[0] ?? '/'
  const goes = mode === 'two-way' ? 'What you write here goes to the visitor.' : whyNot({ bridge, mode })
  const stays = mode === 'alerts' ? '' : ' Lines that begin with // stay among you.'
  return `${goes}${stays} ${prefix}help`
}
