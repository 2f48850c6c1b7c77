import type { z } from 'zod'
import { PocketPingError } from '../protocol/errors.ts'

type Issue = Parameters<z.core.$ZodErrorMap>[0]

/**
 * Reads any input against its schema.
 * @throws PocketPingError `BAD_REQUEST`, naming the field and what is wrong with it.
 */
export function parse<Output>(schema: z.ZodType<Output>, input: unknown): Output {
  const result = schema.safeParse(input, { error: inWords })
  if (result.success) return result.data
  const issue = result.error.issues[0]
  const field = issue?.path.join('.')
  const message = issue?.message ?? 'is not valid'
  throw new PocketPingError('BAD_REQUEST', field ? `${field}: ${message}` : message)
}

/** What is wrong, for whoever reads it beside the field's name; what a schema says itself comes before it. */
function inWords(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? 'must not be empty'
        : `must ${MEASURES[issue.origin] ?? 'be'} at least ${issue.minimum}${UNITS[issue.origin] ?? ''}`
    case 'too_big':
      return `must ${MEASURES[issue.origin] ?? 'be'} at most ${issue.maximum}${UNITS[issue.origin] ?? ''}`
    case 'invalid_value':
      return issue.input === undefined ? 'is missing' : `must be ${listOf(issue.values)}`
    case 'unrecognized_keys':
      return `${listOf(issue.keys)} ${issue.keys.length > 1 ? 'are' : 'is'} not known here`
    case 'invalid_union':
      return issue.input === undefined ? 'is missing' : 'is not valid'
    default:
      return undefined
  }
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

const MEASURES: Readonly<Record<string, string>> = { string: 'have', array: 'have' }
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' }

function listOf(values: readonly unknown[]): string {
  return values.map(value => JSON.stringify(value)).join(values.length > 2 ? ', ' : ' or ')
}
