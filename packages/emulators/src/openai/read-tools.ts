import { ApiError, invalidType, invalidValue, missingParameter, unknownParameter } from './errors.ts'
import { readObject } from './read-object.ts'
import type { ChatFunction, ChatRequest, Json } from './wire.ts'

const MODES = ['none', 'auto', 'required'] as const
const FUNCTION_FIELDS: ReadonlySet<string> = new Set(['name', 'description', 'parameters', 'strict'])

/** Reads `tools`. @throws ApiError in the API's words */
export function readFunctions(given: unknown): ChatFunction[] {
  if (given === undefined || given === null) return []
  if (!Array.isArray(given)) throw invalidType('tools', 'an array of objects', given)
  return given.map((tool: unknown, index) => readFunction(tool, `tools[${index}]`))
}

function readFunction(given: unknown, param: string): ChatFunction {
  const tool = readObject(given, param)
  if (tool.type === undefined) throw missingParameter(`${param}.type`)
  if (tool.type !== 'function') throw invalidValue(`${param}.type`, String(tool.type), ['function', 'custom'])
  if (tool.function === undefined) throw missingParameter(`${param}.function`)
  const own = readObject(tool.function, `${param}.function`)
  const unknown = Object.keys(own).find(name => !FUNCTION_FIELDS.has(name))
  if (unknown !== undefined) throw unknownParameter(`${param}.function.${unknown}`)
  const { name, parameters = {}, strict } = own
  if (name === undefined) throw missingParameter(`${param}.function.name`)
  if (typeof name !== 'string') throw invalidType(`${param}.function.name`, 'a string', name)
  if (!/^[\w-]{1,64}$/.test(name))
    throw new ApiError(
      400,
      `Invalid '${param}.function.name': string does not match pattern. Expected a string that matches the pattern '^[a-zA-Z0-9_-]+$'.`,
      { param: `${param}.function.name`, code: 'invalid_value' },
    )
  const schema = readObject(parameters, `${param}.function.parameters`)
  if (strict === true) demandStrict(name, schema, `${param}.function.parameters`)
  return { name, parameters: schema }
}

/** In strict mode every field is required, and no other may be there. */
function demandStrict(name: string, schema: Json, param: string): void {
  const refuse = (problem: string): ApiError =>
    new ApiError(400, `Invalid schema for function '${name}': In context=(), ${problem}`, {
      param,
      code: 'invalid_function_parameters',
    })
  if (schema.additionalProperties !== false)
    throw refuse("'additionalProperties' is required to be supplied and to be false.")
  const required = Array.isArray(schema.required) ? schema.required : []
  const missing = Object.keys(readObject(schema.properties ?? {}, param)).find(key => !required.includes(key))
  if (missing !== undefined)
    throw refuse(
      `'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`,
    )
}

/** Reads `tool_choice`. @throws ApiError in the API's words */
export function readChoice(given: unknown, functions: readonly ChatFunction[]): ChatRequest['choice'] {
  if (given === undefined || given === null) return { mode: functions.length > 0 ? 'auto' : 'none' }
  if (functions.length === 0)
    throw new ApiError(
      400,
      "Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.",
      { param: 'tool_choice' },
    )
  if (typeof given === 'string') {
    const mode = MODES.find(known => known === given)
    if (!mode) throw invalidValue('tool_choice', given, MODES)
    return { mode }
  }
  const choice = readObject(given, 'tool_choice')
  if (choice.type !== 'function') throw invalidValue('tool_choice.type', String(choice.type), ['function'])
  const { name } = readObject(choice.function, 'tool_choice.function')
  if (!functions.some(one => one.name === name))
    throw new ApiError(
      400,
      `Invalid value for 'tool_choice': no function named '${String(name)}' was specified in the 'tools' parameter.`,
      { param: 'tool_choice' },
    )
  return { mode: 'named', name: name as string }
}
