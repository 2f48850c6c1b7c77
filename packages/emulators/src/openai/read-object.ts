import { invalidType } from './errors.ts'
import type { Json } from './wire.ts'

/** Reads an object. @throws ApiError that says what it is instead */
export function readObject(value: unknown, param: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidType(param, 'an object', value)
  return value as Json
}
