import { parse } from '../conversation/parse.ts'
import { type ApiAckFrame, type ApiCommandFrame, apiCommandSchemas } from '../protocol/api-frames.ts'
import { sendMessageSchema } from '../protocol/api-schemas.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { Author } from '../protocol/message.ts'
import type { ApiContext } from './api-context.ts'
import { requireSession, type Scope } from './scope.ts'
import { serverApi } from './server-api.ts'

/** Shows a visitor that somebody of the team types, or no longer does, and tells those who follow the project. */
export type ShowTyping = (
  session: { id: string; projectId: string },
  active: boolean,
  author: Author | undefined,
) => void

/** @throws PocketPingError `BAD_REQUEST`, naming the field and what is wrong with it */
export function parseApiCommand(frame: unknown): ApiCommandFrame {
  const type = typeof frame === 'object' && frame !== null && 'type' in frame ? frame.type : undefined
  if (typeof type !== 'string' || !Object.hasOwn(apiCommandSchemas, type))
    throw new PocketPingError(
      'BAD_REQUEST',
      `type: must be one of ${Object.keys(apiCommandSchemas).join(', ')}.`,
    )
  return parse(apiCommandSchemas[type as ApiCommandFrame['type']], frame)
}

/** Carries out a command; answers with what its acknowledgement tells. @throws PocketPingError */
export async function performApiCommand(
  context: ApiContext,
  scope: Scope,
  showTyping: ShowTyping,
  command: ApiCommandFrame,
): Promise<Pick<ApiAckFrame, 'message' | 'session'>> {
  const { sessionId } = command
  switch (command.type) {
    case 'send': {
      const { type: _type, ref: _ref, sessionId: _sessionId, ...words } = command
      const message = parse(sendMessageSchema, words)
      return { message: await serverApi(context, scope).sendMessage(sessionId, message) }
    }
    case 'typing': {
      const session = await requireSession(context.conversation, scope, sessionId)
      showTyping(session, command.active ?? true, command.author)
      return {}
    }
    case 'close':
      return { session: await serverApi(context, scope).closeSession(sessionId) }
  }
}
