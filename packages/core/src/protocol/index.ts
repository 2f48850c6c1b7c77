// The words on the wire: types for everybody, schemas for the server's edge.
export {
  type CloseCommand,
  commandSchemas,
  type DeleteCommand,
  type EditCommand,
  type EventCommand,
  type ForgetCommand,
  type IdentifyCommand,
  type PageCommand,
  type ReadCommand,
  type SendCommand,
  type TypingCommand,
  type VisitorCommand,
} from './commands.ts'
export { ERROR_STATUS, type ErrorBody, type ErrorCode, PocketPingError } from './errors.ts'
export { newId } from './ids.ts'
export { type Json, type JsonObject, MAX_DATA_LENGTH } from './json.ts'
export { MAX_CONTENT_LENGTH, MAX_FRAME_BYTES, MAX_PAGE_SIZE, MAX_UNSENT } from './limits.ts'
export { type Author, type Message, type MessageType, messageSchema, type SystemCode } from './message.ts'
export {
  type Availability,
  type Identity,
  identitySchema,
  type Page,
  type Receipts,
  type Session,
  type SessionMetadata,
  type SessionStatus,
  sessionSchema,
  type VisitorSession,
  visitorSessionSchema,
} from './session.ts'
export {
  type PollResponse,
  pollResponseSchema,
  type StartRequest,
  type StartResponse,
  startRequestSchema,
  startResponseSchema,
} from './start.ts'
export {
  type AckUpdate,
  type ChangesUpdate,
  type CommandFrame,
  type ErrorUpdate,
  type EventUpdate,
  type HelloFrame,
  helloFrameSchema,
  type TypingUpdate,
  type VisitorUpdate,
  visitorUpdateSchema,
} from './updates.ts'
