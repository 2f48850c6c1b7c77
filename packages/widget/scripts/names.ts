// Looks for short names of our own properties with which the files pack best, and keeps them in names.json, from where
// the build takes them. Worth a run where a limit is near: gzip saves about 60 bytes more than with the first best names.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { bundlePart, bundleScript, type MangleCache, partEntries } from './bundle.ts'

const SEARCH_MS = 60_000
// What a byte is worth: those of the panel and the launcher are the dear ones.
const WEIGHTS = [1.6, 1, 1, 1.2]
const LETTERS = 'etnorialdscupmfbgyxhvwTkACSDEqzHLIMNRjQVJOUBWFGKPXYZ_$'
const PAIRS = 'te ne re oe ie ae le se de ce ue fe he pe me ge ve be ye xe we to on er an es en'

const root = fileURLToPath(new URL('..', import.meta.url))
const orders: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('order.json', import.meta.url), 'utf8'),
)

/** The files as they are built, with the names of a cache; names that it lacks are added. */
async function bundleAll(cache: MangleCache): Promise<string[]> {
  return [
    ...(await Promise.all(
      partEntries.map(([part, entry]) => bundlePart(join(root, entry), cache, orders[part])),
    )),
    await bundleScript(join(root, 'src/script-tag.ts'), cache, '01234567'),
  ]
}

const found: MangleCache = {}
await bundleAll(found)
const properties = Object.keys(found)
// Names that can be told from everything else, to put others in their place.
const marked = Object.fromEntries(properties.map((property, index) => [property, `$P${index}$`]))
const pieces = (await bundleAll(marked)).map(text => text.split(/\$P(\d+)\$/))

function cost(names: readonly string[]): number {
  return pieces.reduce((sum, list, index) => {
    const text = list.map((piece, at) => (at % 2 ? names[Number(piece)] : piece)).join('')
    // As the minifier writes `{ a: a }`.
    const short = text.replace(/([{,])([\w$]+):\2(?=[,}])/g, '$1$2')
    return sum + gzipSync(short, { level: 9 }).length * (WEIGHTS[index] ?? 1)
  }, 0)
}

const uses = properties.map(
  (_, index) => pieces.flat().filter((piece, at) => at % 2 && piece === `${index}`).length,
)
const pool = [...LETTERS, ...PAIRS.split(' ')]
const order = [...uses.keys()].sort((a, b) => (uses[b] ?? 0) - (uses[a] ?? 0))
// One list: the first are in use, the rest to spare.
let names: string[] = []
order.forEach((property, rank) => {
  names[property] = pool[rank] ?? `${rank}`
})
names.push(...pool.slice(properties.length))
let best = names
let current = cost(names)
let least = current
const start = Date.now()
for (let spent = 0; spent < 1; spent = (Date.now() - start) / SEARCH_MS) {
  const one = Math.floor(Math.random() * properties.length)
  const other = Math.floor(Math.random() * names.length)
  const tried = [...names]
  ;[tried[one], tried[other]] = [tried[other]!, tried[one]!]
  const next = cost(tried)
  // Sometimes for the worse, ever more rarely, so that it does not stay where it began.
  if (next > current && Math.exp((current - next) / (5 * (1 - spent) ** 2 + 0.05)) < Math.random()) continue
  names = tried
  current = next
  if (current < least) [least, best] = [current, names]
}
const chosen = Object.fromEntries(properties.map((property, index) => [property, best[index]]).sort())
writeFileSync(new URL('names.json', import.meta.url), `${JSON.stringify(chosen, null, 2)}\n`)
