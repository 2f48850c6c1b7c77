import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type AIProvider, PocketPing } from '@pocketping/core'
import { type Book, question, writeBooks } from '../books.ts'
import { type Bench, type Figure, round } from '../figure.ts'
import { median, percentile } from '../statistics.ts'

const VECTOR_LENGTH = 1536

/** Any direction, always the same for the same text: what is measured does not look at the meaning. */
const embed: NonNullable<AIProvider['embed']> = async texts =>
  texts.map(text =>
    Array.from({ length: VECTOR_LENGTH }, (_, at) =>
      Math.sin(at * text.length + text.charCodeAt(at % text.length)),
    ),
  )

function collect(): number {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  for (let time = 0; time < 3; time += 1) gc()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

async function open(books: readonly Book[], withVectors: boolean): Promise<PocketPing> {
  const provider: AIProvider = {
    name: 'bench',
    async *reply() {
      yield { type: 'outcome', outcome: { type: 'clarify' } }
    },
    ...(withVectors && { embed }),
  }
  const pp = new PocketPing({
    limits: false,
    logger: { debug() {}, info() {}, warn: console.warn, error: console.error },
    ai: { provider },
    readFile: async path => new TextEncoder().encode(books.find(({ name }) => name === path)?.markdown ?? ''),
  })
  await pp.start()
  let passages = 0
  for (const { name } of books) passages += (await pp.knowledge.add({ type: 'file', value: name })).passages
  const expected = books.reduce((sum, { texts }) => sum + texts.length, 0)
  if (passages !== expected) throw new Error(`Of ${expected} passages, ${passages} are kept.`)
  return pp
}

/** The first question builds the index; the others are answered from it. */
async function measureBuild(pp: PocketPing, asked: string): Promise<{ ms: number; bytes: number }> {
  const before = collect()
  const startedAt = performance.now()
  await pp.knowledge.search(asked)
  const ms = performance.now() - startedAt
  return { ms, bytes: collect() - before }
}

/** Words of every text in a plain map, as a loop of ten lines would do it. */
function bareIndex(texts: readonly string[]): Map<string, Set<number>> {
  const index = new Map<string, Set<number>>()
  for (const [place, text] of texts.entries())
    for (const word of text.toLowerCase().split(/\W+/)) {
      const places = index.get(word)
      if (places) places.add(place)
      else index.set(word, new Set([place]))
    }
  return index
}

/** The texts that have most words of a question, by looking through all of them. */
function bareSearch(texts: readonly string[], asked: string): number[] {
  const words = asked.toLowerCase().split(/\W+/).filter(Boolean)
  return texts
    .map((text, place) => ({ place, has: words.filter(word => text.includes(word)).length }))
    .sort((a, b) => b.has - a.has)
    .slice(0, 6)
    .map(({ place }) => place)
}

/** Searching 5,000 passages; "bare" looks through all texts with `String.includes`, or fills a plain `Map`. */
export const knowledge: Bench = async ({ isQuick, rounds }) => {
  const [count, times] = isQuick ? [200, 20] : [5000, 100 * rounds]
  const books = writeBooks(count)
  const texts = books.flatMap(book => book.texts.map(text => text.toLowerCase()))
  const figures: Figure[] = []
  for (const withVectors of [false, true]) {
    const pp = await open(books, withVectors)
    try {
      const built = await measureBuild(pp, question(0, texts))
      const taken = { engine: [] as number[], bare: [] as number[] }
      for (let time = 0; time < times; time += 1) {
        const place = (time * 7919) % count
        const asked = question(place, texts)
        const startedAt = performance.now()
        const found = await pp.knowledge.search(asked)
        const foundAt = performance.now()
        bareSearch(texts, asked)
        taken.engine.push(foundAt - startedAt)
        taken.bare.push(performance.now() - foundAt)
        if (!found.some(({ text }) => text.toLowerCase() === texts[place]))
          throw new Error(`Passage ${place} was not found by its own words.`)
      }
      figures.push(
        ...(withVectors ? [] : buildFigures(count, books, built)),
        ...queryFigures(count, taken, withVectors),
      )
    } finally {
      await pp.stop()
    }
  }
  return figures
}

function buildFigures(
  count: number,
  books: readonly Book[],
  { ms, bytes }: { ms: number; bytes: number },
): Figure[] {
  const texts = books.flatMap(book => book.texts)
  const before = collect()
  const startedAt = performance.now()
  const bare = bareIndex(texts)
  const bareMs = performance.now() - startedAt
  const bareBytes = collect() - before
  if (bare.size === 0) throw new Error('There is no word in the texts.')
  const megabytes = (some: number): string => `${round(some / 1e6)} MB`
  return [
    {
      name: `building the index of ${count} passages`,
      ...{
        engine: `${round(ms)} ms`,
        bare: `${round(bareMs)} ms`,
        value: ms / bareMs,
        target: { atMost: 10 },
      },
    },
    {
      name: `heap of the index of ${count} passages`,
      ...{
        engine: megabytes(bytes),
        bare: megabytes(bareBytes),
        value: bytes / bareBytes,
        target: { atMost: 3 },
      },
    },
  ]
}

function queryFigures(
  count: number,
  { engine, bare }: { engine: readonly number[]; bare: readonly number[] },
  withVectors: boolean,
): Figure[] {
  return (
    [
      ['p50', median],
      ['p99', (some: readonly number[]) => percentile(some, 0.99)],
    ] as const
  ).map(([at, of]) => ({
    name: `a question to ${count} passages${withVectors ? `, with vectors of ${VECTOR_LENGTH}` : ''}, ${at}`,
    engine: `${round(of(engine))} ms`,
    bare: `${round(of(bare))} ms`,
    value: of(engine) / of(bare),
    target: { atMost: withVectors ? 2 : 1 },
  }))
}
