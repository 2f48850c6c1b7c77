import { apiPaths } from '../protocol/api-paths.ts'
import type { ServerApi } from '../protocol/api-types.ts'
import type { ErrorCode } from '../protocol/errors.ts'
import type { Json, JsonObject } from '../protocol/json.ts'
import { OPEN } from './api-routes.ts'
import { operations, refusalsOf, successOf } from './openapi-operations.ts'
import { namedSchemas, queryParameters, refer } from './openapi-schemas.ts'
import { VERSION } from './version.ts'

let made: JsonObject | undefined

/** The OpenAPI 3.1 description of the server API, made of the schemas that it is checked with. */
export function openapi(): JsonObject {
  made ??= describe()
  return made
}

function describe(): JsonObject {
  const paths: { [path: string]: JsonObject } = {}
  for (const name of Object.keys(operations) as (keyof ServerApi)[]) {
    const { method, path } = apiPaths[name]
    const place = path.replaceAll(/:(\w+)/g, '{$1}')
    paths[place] = { ...paths[place], [method.toLowerCase()]: describeCall(name) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'PocketPing',
      version: VERSION,
      description:
        'Conversations of a website’s visitors, for servers. Keys are secret: no page may hold one.',
    },
    servers: [{ url: '.', description: 'Where this document lies.' }],
    security: [{ secretKey: [] }],
    tags: [...new Set(Object.values(operations).map(({ tag }) => tag))].map(name => ({ name })),
    paths,
    components: {
      schemas: namedSchemas(),
      securitySchemes: {
        secretKey: { type: 'http', scheme: 'bearer', description: 'One of the project’s `secretKeys`.' },
      },
    },
  }
}

function describeCall(name: keyof ServerApi): JsonObject {
  const { tag, summary, body, answer } = operations[name]
  const refusals = [...refusalsOf(name)].map(([status, codes]) => [
    String(status),
    describeRefusal(status, codes),
  ])
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(OPEN.has(name) ? { security: [] } : {}),
    parameters: [...pathParameters(name), ...queryParameters(name), ...headerParameters(name)],
    ...(body ? { requestBody: { required: true, content: jsonOf(refer(body)) } } : {}),
    responses: {
      [successOf(name)]: { description: summary, content: jsonOf(refer(answer)) },
      ...Object.fromEntries(refusals),
    },
  }
}

function pathParameters(name: keyof ServerApi): JsonObject[] {
  return Array.from(apiPaths[name].path.matchAll(/:(\w+)/g), ([, parameter = '']) => ({
    name: parameter,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
}

function headerParameters(name: keyof ServerApi): JsonObject[] {
  if (!apiPaths[name].repeatable) return []
  return [
    {
      name: 'Idempotency-Key',
      in: 'header',
      description:
        'The same key again, within 24 hours, is answered like the first time and does nothing. Make a new one for each call.',
      schema: { type: 'string', pattern: '^[\\x20-\\x7e]{1,200}$' },
    },
  ]
}

const HEADERS: Readonly<Record<number, JsonObject>> = {
  401: { 'WWW-Authenticate': { schema: { type: 'string' } } },
  429: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
  500: { 'X-Error-Id': { description: 'Stands in the server’s log.', schema: { type: 'string' } } },
  503: { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer' } } },
}

function describeRefusal(status: number, codes: readonly ErrorCode[]): JsonObject {
  const schema = { allOf: [refer('Error'), { properties: { code: { enum: [...codes] } } }] }
  const headers = HEADERS[status]
  return {
    description: codes.map(code => `\`${code}\``).join(' or '),
    ...(headers ? { headers } : {}),
    content: jsonOf(schema),
  }
}

function jsonOf(schema: Json): JsonObject {
  return { 'application/json': { schema } }
}
