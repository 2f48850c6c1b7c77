import type { InboundCommand } from '../contracts/bridge.ts'
import type { MessageRecord } from '../contracts/records.ts'
import type { Draft } from '../conversation/change-session.ts'
import { note, say } from '../conversation/operator.ts'
import type { BridgeContext } from './context.ts'
import { originOf, tooLong } from './inbound-messages.ts'
import { takeOn, toAuthor } from './operators.ts'

/** An order of an operator's. */
export interface Call {
  context: BridgeContext
  draft: Draft
  inbound: InboundCommand
  /** The message that the command was given as an answer to. */
  target: MessageRecord | undefined
  /** The same, where the visitor may know of it. */
  replyTo: string | undefined
}

/** One of the things that operators can order. */
export interface Command {
  help: string
  /** Does it; what it returns is said to the operators. */
  run(call: Call): string | undefined | Promise<string | undefined>
}

/** What commands begin with on this platform. */
export function prefixOf({ bridge }: Pick<BridgeContext, 'bridge'>): string {
  return bridge.capabilities.commandPrefixes[0] ?? '/'
}

/** Says what follows a command to the visitor, as the operator's own words; answers with why it cannot be. */
export function sayArgs({ context, draft, inbound, replyTo }: Call): string | undefined {
  const problem = tooLong(inbound.args)
  if (problem) return problem
  const words = { type: 'operator', content: inbound.args, author: toAuthor(inbound.author) } as const
  say(draft, { ...words, origin: originOf(context, inbound), ...(replyTo ? { replyTo } : {}) })
  takeOn(context, draft, inbound.author)
  return undefined
}

/** Keeps something among operators; answers with what is missing. */
export function keepNote({ context, draft, inbound }: Call, content: string): string | undefined {
  if (content.trim() === '') return 'What should the note say? Write it after the command.'
  note(draft, { content, author: { name: inbound.author.name }, origin: originOf(context, inbound) })
  return undefined
}
