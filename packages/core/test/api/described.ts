import { Ajv2020 } from 'ajv/dist/2020.js'
import { openapi } from '../../src/http/openapi.ts'
import type { ServerApi } from '../../src/protocol/api-types.ts'
import type { ErrorCode } from '../../src/protocol/errors.ts'
import type { Json } from '../../src/protocol/json.ts'

interface Schema {
  $ref?: string
  allOf?: [Schema, { properties: { code: { enum: ErrorCode[] } } }]
  examples?: Json[]
}

interface Content {
  content: { 'application/json': { schema: Schema } }
}

interface DescribedOperation {
  operationId: keyof ServerApi
  security?: []
  parameters: { name: string; in: 'path' | 'query' | 'header' }[]
  requestBody?: Content
  responses: Record<string, Content>
}

/** The parts of an OpenAPI document that tests read. */
export interface Description {
  openapi: string
  info: { version: string }
  paths: Record<string, Record<string, DescribedOperation>>
  components: { schemas: Record<string, Schema> }
}

/** One call as it is described. */
export interface Described {
  name: keyof ServerApi
  method: string
  /** With `{name}` in the place of ids. */
  path: string
  isOpen: boolean
  headers: string[]
  /** The example of its body; absent: it takes none. */
  body: { [field: string]: Json } | undefined
  /** What it answers where all is well. */
  success: string
  /** Codes that it is refused with, by status. */
  refusals: Map<string, ErrorCode[]>
  /** What is wrong with an answer; '' where it is as described. */
  faultOf(status: number, body: unknown): string
}

/** Reads a document: its calls, and the schemas that it names. */
function readDescription(
  document: Description,
): [Described[], faultOf: (name: string, value: unknown) => string] {
  const ajv = new Ajv2020({ strictTypes: false, allErrors: true })
  ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  for (const [name, schema] of Object.entries(document.components.schemas))
    ajv.addSchema(alone(schema), `schema:${name}`)
  const calls = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => {
      const { operationId, responses, parameters, requestBody } = operation
      const checks = new Map(
        Object.entries(responses).map(([status, { content }]) => [
          status,
          ajv.compile(alone(content['application/json'].schema)),
        ]),
      )
      const [success = ''] = Object.keys(responses)
      return {
        name: operationId,
        method: method.toUpperCase(),
        path,
        isOpen: operation.security?.length === 0,
        headers: parameters.filter(one => one.in === 'header').map(({ name }) => name),
        body: requestBody && exampleOf(document, requestBody.content['application/json'].schema),
        success,
        refusals: new Map(
          Object.entries(responses).flatMap(([status, { content }]) => {
            const codes = content['application/json'].schema.allOf?.[1].properties.code.enum
            return codes ? [[status, codes] as const] : []
          }),
        ),
        faultOf(status, body) {
          const check = checks.get(String(status))
          if (!check) return `${status} is not described`
          return check(body) ? '' : ajv.errorsText(check.errors)
        },
      } satisfies Described
    }),
  )
  const faultOf = (name: string, value: unknown): string =>
    ajv.validate(`schema:${name}`, value) ? '' : ajv.errorsText()
  return [calls, faultOf]
}

/** What the engine says of itself. */
export const description: Description = openapi() as unknown as Description

const [calls, faults] = readDescription(description)

/** Every call that it describes. */
export const described: readonly Described[] = calls

/** What is wrong with something by the schema of this name; '' where nothing is. */
export const faultOf: (name: string, value: unknown) => string = faults

function exampleOf(document: Description, { $ref = '' }: Schema): { [field: string]: Json } {
  const [example] = document.components.schemas[$ref.split('/').at(-1) ?? '']?.examples ?? []
  return example as { [field: string]: Json }
}

/** A schema that finds the others although it stands outside of its document. */
function alone(schema: Schema): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"schema:'))
}
