import { describe, expect, it, vi } from 'vitest'
import {
  createSite,
  HELP_URL,
  HOUR,
  type KnowledgeProcess,
  page,
  pass,
  silentProvider,
  stage,
  started,
  text,
  textsFor,
} from '../../../test/knowledge-process.ts'
import { AiError } from '../../contracts/ai-provider.ts'
import { PATIENTLY } from '../../testing/patience.ts'
import { buildVectorIndex, decodeVector, encodeVector, unitVector, vectorLength } from './vectors.ts'

// What each means, word by word: the first number is about money, the second about dogs, the third about the sea.
const MEANINGS: Readonly<Record<string, readonly number[]>> = {
  refund: [1, 0, 0],
  reimbursement: [1, 0, 0],
  puppy: [0, 1, 0],
  dogs: [0, 1, 0],
  ocean: [0, 0, 1],
  beach: [0, 0, 1],
}

/** Gives vectors of so many numbers, and counts what it was asked for. */
function embedder(length = 3) {
  const asked: string[][] = []
  const embed = async (texts: readonly string[]): Promise<number[][]> => {
    asked.push([...texts])
    return texts.map(one => {
      const vector = new Array<number>(length).fill(0.01)
      for (const word of one.toLowerCase().match(/\w+/g) ?? [])
        for (const [index, number] of (MEANINGS[word] ?? []).entries())
          vector[index] = (vector[index] ?? 0) + number
      return vector
    })
  }
  return { asked, embed }
}

const TEXTS = [
  text('Every reimbursement takes three days.'),
  text('Dogs are welcome in all shops.'),
  text('We are near the beach.'),
]

async function storedVectors({ storage }: KnowledgeProcess): Promise<number[]> {
  const found = JSON.stringify(await storage.listValues('knowledge:shop:document:')).matchAll(
    /"vector":"([^"]+)"/g,
  )
  return [...found].map(([, vector]) => vectorLength(vector ?? ''))
}

describe('with a provider that embeds', () => {
  it('finds by meaning what shares no word with the question', async () => {
    const set = await started({ sources: TEXTS, provider: silentProvider(embedder().embed) })
    expect(await textsFor(set, 'May I bring my puppy?')).toEqual(['Dogs are welcome in all shops.'])
    expect(await textsFor(set, 'refund')).toEqual(['Every reimbursement takes three days.'])
    const [found] = await set.knowledge.search('shop', 'ocean')
    expect(found?.score).toBeGreaterThan(0.9)
    expect(found?.score).toBeLessThanOrEqual(1)
    expect(set.warnings).toEqual([])
  })

  it('puts first what is found both ways', async () => {
    const sources = [
      text('Days at the beach: bring a towel.'),
      text('A puppy sleeps on most days.'),
      text('Dogs play for days.'),
    ]
    const set = await started({ sources, provider: silentProvider(embedder().embed) })
    const found = await textsFor(set, 'dogs days')
    expect(found[0]).toBe('Dogs play for days.')
    expect(found).toHaveLength(3)
  })

  it('embeds only what changed', async () => {
    const site = createSite({
      [HELP_URL]: `# Refund\n\n${'One. '.repeat(300)}\n\n# Puppy\n\n${'Two. '.repeat(300)}`,
    })
    const { asked, embed } = embedder()
    const set = await started({ sources: [page(HELP_URL)], site, provider: silentProvider(embed) })
    const all = asked.flat().length
    expect(all).toBeGreaterThan(1)
    site.pages.set(HELP_URL, `${site.pages.get(HELP_URL)}\n\n# Ocean\n\n${'Three. '.repeat(200)}`)
    asked.length = 0
    await pass(set, HOUR, async () => (await storedVectors(set)).length > all)
    expect(asked.flat().length).toBeLessThan(all)
    expect(asked.flat().every(one => one.includes('Ocean'))).toBe(true)
  })

  it('asks for at most 64 at once', async () => {
    const { asked, embed } = embedder()
    const { knowledge } = stage({ provider: silentProvider(embed) })
    const parts = Array.from(
      { length: 100 },
      (_, number) => `# Part ${number}\n\n${'Words and words. '.repeat(50)}`,
    )
    const { passages } = await knowledge.add(text(parts.join('\n\n')), 'shop')
    expect(passages).toBeGreaterThan(64)
    expect(asked.flat()).toHaveLength(passages)
    expect(Math.max(...asked.map(({ length }) => length))).toBe(64)
  })

  it('embeds anew where vectors have another length now', async () => {
    const old = embedder(3)
    const set = await started({ sources: TEXTS, provider: silentProvider(old.embed) })
    expect(await storedVectors(set)).toEqual([3, 3, 3])
    await set.knowledge.stop()
    const common = { sources: TEXTS, storage: set.storage, clock: set.clock }
    const second = stage({ ...common, provider: silentProvider(embedder(5).embed) })
    await second.knowledge.start()
    expect(await textsFor(second, 'reimbursement')).toHaveLength(1)
    expect(await textsFor(second, 'refund')).toEqual([])
    expect(second.warnings[0]).toMatch(/another length/)
    await pass(second, HOUR, async () => (await storedVectors(second)).join() === '5,5,5')
    expect(await textsFor(second, 'refund')).toHaveLength(1)
  })

  it('embeds anew for another provider, whose vectors mean something else', async () => {
    const set = await started({ sources: TEXTS, provider: silentProvider(embedder().embed) })
    await set.knowledge.stop()
    const { asked, embed } = embedder()
    const provider = silentProvider(embed, 'another')
    const second = stage({ sources: TEXTS, storage: set.storage, clock: set.clock, provider })
    await second.knowledge.start()
    expect(await textsFor(second, 'refund')).toEqual([])
    expect(asked).toEqual([])
    await pass(second, HOUR, () => asked.flat().length >= 3)
    await pass(second, 0, async () => (await textsFor(second, 'refund')).length === 1)
  })
})

// As a provider of somebody else's may put into its errors.
const SECRET = 'the key of the host'

describe('a provider that fails to embed', () => {
  it.each([
    ['throws', async () => Promise.reject(new Error(`No quota is left for ${SECRET}.`))],
    ['gives too few', async () => [] as number[][]],
    ['gives what is no vector', async (texts: readonly string[]) => texts.map(() => [Number.NaN, 1])],
    ['gives nothing but zeros', async (texts: readonly string[]) => texts.map(() => [0, 0])],
    [
      'gives different lengths',
      async (texts: readonly string[]) => texts.map((_, n) => new Array(n + 1).fill(1)),
    ],
  ])('%s: words still find', async (_, embed) => {
    const two = `# A\n\n${'Dogs bark. '.repeat(100)}\n\n# B\n\n${'Dogs sleep. '.repeat(100)}`
    const set = stage({ provider: silentProvider(embed) })
    const added = await set.knowledge.add(text(two), 'shop')
    expect(added.error).toBeUndefined()
    expect(await textsFor(set, 'dogs')).not.toEqual([])
    expect(set.warnings[0]).toMatch(/^Knowledge could not be embedded/)
    expect(set.warnings[0]).not.toContain(SECRET)
  })

  it('is named in the log at a question, and not what it said', async () => {
    const { embed } = embedder()
    let error: Error | undefined
    const provider = silentProvider(async (texts: readonly string[]) => {
      if (error) throw error
      return embed(texts)
    })
    const set = await started({ sources: TEXTS, provider })
    error = new TypeError(`${SECRET} asked about dogs`)
    expect(await textsFor(set, 'dogs')).toHaveLength(1)
    error = new AiError('rate-limited', 'Too many at once.')
    expect(await textsFor(set, 'dogs')).toHaveLength(1)
    expect(set.warnings).toEqual([
      'A question could not be embedded; knowledge was found by its words: TypeError',
      'A question could not be embedded; knowledge was found by its words: rate-limited: Too many at once.',
    ])
  })

  it('is waited for five seconds at a question', async () => {
    const { embed } = embedder()
    let isSlow = false
    let isAsked = false
    const provider = silentProvider(async (texts: readonly string[]) => {
      if (!isSlow) return embed(texts)
      isAsked = true
      return new Promise<never>(() => {})
    })
    const set = await started({ sources: TEXTS, provider })
    await set.knowledge.search('shop', 'dogs')
    isSlow = true
    let found: unknown
    const asking = set.knowledge.search('shop', 'dogs').then(result => {
      found = result
    })
    await vi.waitFor(() => expect(isAsked).toBe(true), PATIENTLY)
    await pass(set, 4900, () => true)
    expect(found).toBeUndefined()
    await pass(set, 200, () => found !== undefined)
    await asking
    expect(found).toMatchObject([{ text: 'Dogs are welcome in all shops.' }])
    expect(set.warnings).toEqual([expect.stringMatching(/^A question could not be embedded/)])
  })

  it('ends at once where whoever asked gave up', async () => {
    const { embed } = embedder()
    let isSlow = false
    const provider = silentProvider(async (texts: readonly string[]) =>
      isSlow ? new Promise<never>(() => {}) : embed(texts),
    )
    const { knowledge } = await started({ sources: TEXTS, provider })
    isSlow = true
    const asker = new AbortController()
    const asking = knowledge.search('shop', 'dogs', { signal: asker.signal })
    asker.abort(new Error('A person answered.'))
    await expect(asking).rejects.toThrow('A person answered.')
  })
})

describe('vectors', () => {
  it('come back as they were kept', () => {
    const vector = unitVector([3, -4, 0, 1e-3])
    const text = encodeVector(vector)
    expect(vectorLength(text)).toBe(4)
    expect(decodeVector(text)).toEqual(vector)
  })

  it('are compared with those of their length only', () => {
    const kept = [
      [1, 0],
      [0, 1],
      [1, 1],
      [1, 0, 0],
    ].map(numbers => encodeVector(unitVector(numbers)))
    const index = buildVectorIndex(new Map(kept.entries()))
    expect(index?.search(unitVector([1, 0]))).toEqual([
      { place: 0, score: 1 },
      { place: 2, score: expect.closeTo(Math.SQRT1_2) },
    ])
    expect(buildVectorIndex(new Map())).toBeUndefined()
  })
})
