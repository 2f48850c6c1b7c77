import type { Arguments } from './arguments.ts'
import { compareTs, isTs } from './channel.ts'
import { MethodError } from './errors.ts'
import type { Json } from './wire.ts'

/** Keeps what lies between `oldest` and `latest`; the ends themselves only with `inclusive`. */
export function inRange(args: Arguments, ts: string): boolean {
  const isInclusive = args.flag('inclusive')
  const oldest = readTs(args, 'oldest')
  const latest = readTs(args, 'latest')
  const isAfter = oldest === undefined || compareTs(ts, oldest) > (isInclusive ? -1 : 0)
  const isBefore = latest === undefined || compareTs(ts, latest) < (isInclusive ? 1 : 0)
  return isAfter && isBefore
}

function readTs(args: Arguments, name: 'oldest' | 'latest'): string | undefined {
  const value = args.text(name)
  // Clients write `now` for the default, and 0 for the beginning.
  if (value === '' || value === 'now') return undefined
  if (!isTs(value)) throw new MethodError(`invalid_ts_${name}`)
  return value
}

/** One page of a list, and what leads to the next: a cursor that names the item it begins with. */
export function pageOf<Item>(
  args: Arguments,
  items: readonly Item[],
  keyOf: (item: Item) => string,
  usual: number,
  most = 1000,
): { page: Item[]; hasMore: boolean; metadata: Json } {
  const limit = Math.min(most, Math.max(1, args.integer('limit', usual)))
  const start = startOf(args, items, keyOf)
  const page = items.slice(start, start + limit)
  const next = items[start + limit]
  const cursor = next === undefined ? '' : Buffer.from(`next:${keyOf(next)}`).toString('base64')
  return { page, hasMore: next !== undefined, metadata: { next_cursor: cursor } }
}

function startOf<Item>(args: Arguments, items: readonly Item[], keyOf: (item: Item) => string): number {
  const cursor = args.text('cursor')
  if (cursor === '') return 0
  const text = Buffer.from(cursor, 'base64').toString('utf8')
  const index = items.findIndex(item => `next:${keyOf(item)}` === text)
  if (!text.startsWith('next:') || index < 0) throw new MethodError('invalid_cursor')
  return index
}
