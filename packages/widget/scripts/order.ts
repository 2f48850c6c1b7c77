// Looks for an order of each part's functions in which it packs best, and keeps it in order.json, from where the build
// takes it. Worth a run where a limit is near, after that of names.ts: it saves about 100 bytes.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { compressPart, type MangleCache, partEntries } from './bundle.ts'
import { functionsOf, shorten } from './minify.ts'

const SEARCH_MS = 60_000

const root = fileURLToPath(new URL('..', import.meta.url))
const cache: MangleCache = JSON.parse(readFileSync(new URL('names.json', import.meta.url), 'utf8'))
const file = new URL('order.json', import.meta.url)
const orders: Record<string, string[]> = JSON.parse(readFileSync(file, 'utf8'))

for (const [part, entry] of partEntries) {
  const code = await compressPart(join(root, entry), cache)
  const cost = async (order: readonly string[]): Promise<number> =>
    gzipSync(await shorten(code, order), { level: 9 }).length
  const functions = await functionsOf(code)
  const former = (orders[part] ?? []).filter(name => functions.includes(name))
  let order = [...former, ...functions.filter(name => !former.includes(name))]
  let best = order
  let current = await cost(order)
  let least = current
  const start = Date.now()
  for (let spent = 0; spent < 1 && functions.length > 2; spent = (Date.now() - start) / SEARCH_MS) {
    const tried = [...order]
    const [moved] = tried.splice(random(tried.length), 1)
    tried.splice(random(tried.length + 1), 0, moved!)
    const next = await cost(tried)
    // Sometimes for the worse, ever more rarely, so that it does not stay where it began.
    if (next > current && Math.exp((current - next) / (2 * (1 - spent) ** 2 + 0.05)) < Math.random()) continue
    order = tried
    current = next
    if (current < least) [least, best] = [current, order]
  }
  orders[part] = best
}
writeFileSync(file, `${JSON.stringify(orders, null, 2)}\n`)

function random(limit: number): number {
  return Math.floor(Math.random() * limit)
}
