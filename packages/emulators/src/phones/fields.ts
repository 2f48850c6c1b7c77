/** What the page sent along with a deed, each read as what it must be. */
export interface Fields {
  text(name: string): string
  optionalText(name: string): string | undefined
  number(name: string): number
  optionalNumber(name: string): number | undefined
  /** A file, which travels as base64. */
  bytes(name: string): Uint8Array
}

/** Deeds by name. Each is done as the operator who holds the phone. */
export type Deeds<From> = Readonly<Record<string, (fields: Fields, from: From) => void>>

/** Finds the deed that a body names and does it; throws where the body is not as the deed wants it. */
export function perform<From>(deeds: Deeds<From>, body: unknown, readFrom: (fields: Fields) => From): void {
  if (typeof body !== 'object' || body === null) throw new Error('A deed is a JSON object.')
  const fields = readFields(body as Record<string, unknown>)
  const name = fields.text('deed')
  const act = Object.hasOwn(deeds, name) ? deeds[name] : undefined
  if (act === undefined) throw new Error(`There is no deed ${name}.`)
  act(fields, readFrom(fields))
}

function readFields(source: Record<string, unknown>): Fields {
  const optionalNumber = (name: string): number | undefined => {
    const value = source[name]
    if (value !== undefined && !Number.isSafeInteger(value))
      throw new Error(`"${name}" must be a whole number.`)
    return value as number | undefined
  }
  const optionalText = (name: string): string | undefined => {
    const value = source[name]
    if (value !== undefined && typeof value !== 'string') throw new Error(`"${name}" must be a text.`)
    return value
  }
  const text = (name: string): string => {
    const value = optionalText(name)
    if (value === undefined) throw new Error(`"${name}" must be a text.`)
    return value
  }
  return {
    text,
    optionalText,
    number(name) {
      const value = optionalNumber(name)
      if (value === undefined) throw new Error(`"${name}" is missing.`)
      return value
    },
    optionalNumber,
    bytes: name => new Uint8Array(Buffer.from(text(name), 'base64')),
  }
}
