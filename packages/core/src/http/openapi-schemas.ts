import { z } from 'zod'
import { apiPaths } from '../protocol/api-paths.ts'
import { answerSchemas, inputSchemas } from '../protocol/api-schemas.ts'
import type { ServerApi } from '../protocol/api-types.ts'
import { ERROR_STATUS, type ErrorCode } from '../protocol/errors.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { examples } from './openapi-examples.ts'
import { operations } from './openapi-operations.ts'

const PLACE = '#/components/schemas/'

// Where what any JSON may be is described: in our words, `{}`.
const SHARED = '__shared'

const errorSchema = z.strictObject({
  error: z.string(),
  message: z.string(),
  code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
})

/** Refers to a schema by its name. */
export function refer(name: string): JsonObject {
  return { $ref: PLACE + name }
}

/** Every schema that has a name, made from those that bodies are checked with. */
export function namedSchemas(): { [name: string]: JsonObject } {
  const registry = z.registry<{ id: string }>()
  registry.add(errorSchema, { id: 'Error' })
  for (const name of Object.keys(operations) as (keyof ServerApi)[]) {
    const { body, answer } = operations[name]
    const input = inputSchemas[name]
    const found: [z.ZodType, string][] = [[answerSchemas[name], answer]]
    if (body && input) found.push([input, body])
    for (const [schema, id] of found) if (!registry.has(schema)) registry.add(schema, { id })
  }
  const { schemas } = z.toJSONSchema(registry, { ...READABLE, uri: id => PLACE + id })
  const named = Object.entries(schemas as JsonObject).filter(([id]) => id !== SHARED)
  return Object.fromEntries(
    named.map(([id, schema]) => {
      const { $schema: _, $id: __, ...rest } = readable(schema as JsonObject) as JsonObject
      return [id, examples[id] ? { ...rest, examples: [examples[id]] } : rest]
    }),
  )
}

/** The parameters that a query may have. */
export function queryParameters(name: keyof ServerApi): JsonObject[] {
  const schema = apiPaths[name].input === 'query' ? inputSchemas[name] : undefined
  if (!schema) return []
  const { properties = {} } = z.toJSONSchema(schema, READABLE) as { properties?: { [field: string]: Json } }
  return Object.entries(properties).map(([field, described]) => ({
    name: field,
    in: 'query',
    schema: readable(described),
  }))
}

const READABLE: z.core.ToJSONSchemaParams = {
  // What callers write, before it was read.
  io: 'input',
  override({ jsonSchema }) {
    // The format says it, and no one would read the expression.
    if (jsonSchema.format === 'date-time') delete jsonSchema.pattern
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    // In a query, true is a text.
    if (jsonSchema.anyOf?.some(one => typeof one === 'object' && one.type === 'boolean')) {
      jsonSchema.type = 'boolean'
      delete jsonSchema.anyOf
    }
  },
}

function readable(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(readable)
  if (typeof schema !== 'object' || schema === null) return schema
  if (typeof schema.$ref === 'string' && schema.$ref.includes(SHARED)) return {}
  return Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, readable(value)]))
}
