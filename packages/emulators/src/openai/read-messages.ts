import { ApiError, invalidType, invalidValue, missingParameter, unknownParameter } from './errors.ts'
import { MESSAGE_FIELDS, ROLES } from './parameters.ts'
import { readObject } from './read-object.ts'
import type { ChatMessage, Json } from './wire.ts'

/** Reads the conversation. @throws ApiError in the API's words */
export function readMessages(given: unknown): ChatMessage[] {
  if (!Array.isArray(given)) throw invalidType('messages', 'an array of objects', given)
  if (given.length === 0)
    throw new ApiError(
      400,
      "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
      { param: 'messages', code: 'empty_array' },
    )
  return given.map((message: unknown, index) => readMessage(message, `messages[${index}]`))
}

function readMessage(given: unknown, param: string): ChatMessage {
  const message = readObject(given, param)
  const unknown = Object.keys(message).find(name => !MESSAGE_FIELDS.has(name))
  if (unknown !== undefined) throw unknownParameter(`${param}.${unknown}`)
  const { role } = message
  if (role === undefined) throw missingParameter(`${param}.role`)
  if (typeof role !== 'string') throw invalidType(`${param}.role`, 'a string', role)
  if (!ROLES.includes(role)) throw invalidValue(`${param}.role`, role, ROLES)
  return { role, content: readContent(message, role, `${param}.content`) }
}

function readContent({ content, tool_calls: calls }: Json, role: string, param: string): string {
  if (content === undefined || content === null) {
    if (role === 'assistant' && Array.isArray(calls)) return ''
    if (content === undefined) throw missingParameter(param)
  }
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) throw invalidType(param, 'one of a string or array of objects', content)
  return content.map((part: unknown, index) => readPart(part, `${param}[${index}]`)).join('')
}

function readPart(given: unknown, param: string): string {
  const part = readObject(given, param)
  if (part.type !== 'text') throw invalidValue(`${param}.type`, String(part.type), ['text'])
  if (typeof part.text !== 'string') throw invalidType(`${param}.text`, 'a string', part.text)
  return part.text
}
