import type { MessageRecord } from '../contracts/records.ts'
import { commandSchemas, type VisitorCommand } from '../protocol/commands.ts'
import { PocketPingError } from '../protocol/errors.ts'
import { changeSession, type Draft } from './change-session.ts'
import type { ConversationContext } from './context.ts'
import { forgetDevice, opensSession } from './devices.ts'
import { askForPerson } from './hand-off.ts'
import { identify } from './identify.ts'
import { close } from './lifecycle.ts'
import { parse } from './parse.ts'
import { read, visit } from './visitor-facts.ts'
import { edit, remove, send, trigger } from './visitor-messages.ts'

/** How a command went: where the session stands now, and the message it wrote, if it wrote one. */
export interface CommandResult {
  seq: number
  message?: MessageRecord
}

/** The session that a token opened, and the hash of this token: a connection lives long, and a record is large. */
export interface OpenedSession {
  id: string
  projectId: string
  tokenHash: string
}

/**
 * Reads a command from outside.
 * @throws PocketPingError `BAD_REQUEST`, naming the field and what is wrong with it.
 */
export function parseCommand(input: unknown): VisitorCommand {
  const type = typeof input === 'object' && input !== null && 'type' in input ? input.type : undefined
  if (typeof type !== 'string' || !Object.hasOwn(commandSchemas, type))
    throw new PocketPingError(
      'BAD_REQUEST',
      `type: must be one of ${Object.keys(commandSchemas).join(', ')}.`,
    )
  return parse(commandSchemas[type as VisitorCommand['type']], input)
}

// What operators would see of a visitor whom they no longer want to hear.
const REACHES_OPERATORS: ReadonlySet<VisitorCommand['type']> = new Set([
  'send',
  'edit',
  'event',
  'identify',
  'page',
  'handoff',
])

interface CarryOutOptions {
  /** The connection that asked for it and gets an acknowledgement of its own. */
  by?: unknown
  /** The AI is to take no notice: where it comes from, there was too much already. */
  isOverAiLimit?: boolean | undefined
}

/**
 * Carries out what a visitor asked for in the session that their token opened.
 * @throws PocketPingError
 */
export async function carryOut(
  context: ConversationContext,
  opened: OpenedSession,
  command: Exclude<VisitorCommand, { type: 'typing' }>,
  { by, isOverAiLimit }: CarryOutOptions = {},
): Promise<CommandResult> {
  const result = await changeSession(
    context,
    opened.id,
    async draft => {
      // Revoked since the client connected, perhaps in another process.
      if (!opensSession(draft.session, opened.tokenHash)) throw opensNothing()
      if (draft.session.isBlocked && REACHES_OPERATORS.has(command.type))
        throw new PocketPingError('BLOCKED', 'This conversation takes no more messages.')
      // Whoever acts is here, whatever was noted by a process that does not serve their page.
      if (draft.session.leftAt !== undefined && REACHES_OPERATORS.has(command.type))
        draft.patch({ leftAt: undefined })
      const message = await apply(context, draft, command, { ...opened, isOverAiLimit })
      return message ? { seq: draft.session.seq, message } : { seq: draft.session.seq }
    },
    { by },
  ).catch((error: unknown) => {
    // Erased since, perhaps by another process: to its visitor that is the same as revoked.
    throw error instanceof PocketPingError && error.code === 'SESSION_NOT_FOUND' ? opensNothing() : error
  })
  if (!result) throw new PocketPingError('INTERNAL', 'The command was dropped.')
  return result
}

function opensNothing(): PocketPingError {
  return new PocketPingError('UNAUTHORIZED', 'This token opens no conversation. Start a new one.')
}

async function apply(
  context: ConversationContext,
  draft: Draft,
  command: Exclude<VisitorCommand, { type: 'typing' }>,
  { tokenHash, isOverAiLimit }: OpenedSession & Pick<CarryOutOptions, 'isOverAiLimit'>,
): Promise<MessageRecord | undefined> {
  switch (command.type) {
    case 'send':
      return send(context, draft, command, isOverAiLimit)
    case 'edit':
      return edit(context, draft, command, isOverAiLimit)
    case 'delete':
      return remove(context, draft, command, isOverAiLimit)
    case 'event':
      await trigger(context, draft, command)
      return undefined
    case 'read':
      read(draft, command)
      return undefined
    case 'identify':
      await identify(context, draft, command)
      return undefined
    case 'page':
      visit(draft, command)
      return undefined
    case 'handoff':
      await askForPerson(context, draft)
      return undefined
    case 'close':
      close(draft)
      return undefined
    case 'forget':
      forgetDevice(draft, tokenHash)
      return undefined
  }
}
