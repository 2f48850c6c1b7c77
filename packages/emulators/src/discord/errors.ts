import type { Json } from './wire.ts'

/** What the API answers when it refuses: `{ message, code, errors? }`. */
export class ApiError extends Error {
  readonly status: number
  readonly code: number
  readonly errors: Json | undefined

  constructor(status: number, code: number, message: string, errors?: Json) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.errors = errors
  }

  body(): Json {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors !== undefined && { errors: this.errors }),
    }
  }
}

// The codes of https://discord.com/developers/docs/topics/opcodes-and-status-codes#json, with the messages as they
// come over the wire, which are shorter than those in the table.
export const unknownChannel = (): ApiError => new ApiError(404, 10003, 'Unknown Channel')
export const unknownGuild = (): ApiError => new ApiError(404, 10004, 'Unknown Guild')
export const unknownMember = (): ApiError => new ApiError(404, 10007, 'Unknown Member')
export const unknownMessage = (): ApiError => new ApiError(404, 10008, 'Unknown Message')
export const unknownUser = (): ApiError => new ApiError(404, 10013, 'Unknown User')
export const unknownEmoji = (): ApiError => new ApiError(400, 10014, 'Unknown Emoji')
export const unknownWebhook = (): ApiError => new ApiError(404, 10015, 'Unknown Webhook')
export const missingAccess = (): ApiError => new ApiError(403, 50001, 'Missing Access')
export const missingPermissions = (): ApiError => new ApiError(403, 50013, 'Missing Permissions')
export const emptyMessage = (): ApiError => new ApiError(400, 50006, 'Cannot send an empty message')
export const archivedThread = (): ApiError => new ApiError(400, 50083, 'Thread is archived')
export const lockedThread = (): ApiError => new ApiError(403, 160005, 'Thread is locked')
export const wrongChannelType = (): ApiError =>
  new ApiError(400, 50024, 'Cannot execute action on this channel type')
export const systemMessage = (): ApiError =>
  new ApiError(403, 50021, 'Cannot execute action on a system message')
export const cannotReply = (): ApiError =>
  new ApiError(403, 160002, 'Cannot reply without permission to read message history')
export const unauthorized = (): ApiError => new ApiError(401, 0, '401: Unauthorized')
export const tooLarge = (): ApiError => new ApiError(413, 40005, 'Request entity too large')

/** A 50035 with one complaint at a path such as `embeds.0.title`; an empty path is the form itself. */
export function invalidForm(path: string, code: string, message: string): ApiError {
  return invalidFormOf([{ path, code, message }])
}

export interface Complaint {
  path: string
  code: string
  message: string
}

/** A 50035 with the tree of everything that is wrong. */
export function invalidFormOf(complaints: readonly Complaint[]): ApiError {
  const tree: Json = {}
  for (const { path, code, message } of complaints) {
    let node = tree
    for (const step of path === '' ? [] : path.split('.')) {
      node[step] ??= {}
      node = node[step] as Json
    }
    node._errors = [...((node._errors as unknown[]) ?? []), { code, message }]
  }
  return new ApiError(400, 50035, 'Invalid Form Body', tree)
}
