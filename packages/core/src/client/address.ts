import { PocketPingError } from '../protocol/errors.ts'

/** Puts the ids in the places of `:name`. @throws PocketPingError `BAD_REQUEST` */
export function fillPath(path: string, ids: readonly string[]): string {
  const rest = [...ids]
  return path.replaceAll(/:(\w+)/g, (_, name: string) => encodeId(name, rest.shift()))
}

/** The query of a request, with its `?`; what is undefined is left out. */
export function toQuery(input: object): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(input)) if (value !== undefined) query.set(name, String(value))
  return query.size > 0 ? `?${query}` : ''
}

function encodeId(name: string, id: unknown): string {
  // '' and dots would lead to another address, also when encoded.
  if (typeof id !== 'string' || /^\.{0,2}$/.test(id) || !id.isWellFormed())
    throw new PocketPingError('BAD_REQUEST', `${name}: must be an id.`)
  return encodeURIComponent(id)
}
