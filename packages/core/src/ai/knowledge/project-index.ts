import type { AIProvider } from '../../contracts/ai-provider.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { Logger } from '../../contracts/logger.ts'
import { errorReason } from '../error-reason.ts'
import { fuse } from './fuse.ts'
import type { FoundPassage } from './knowledge-types.ts'
import { buildLexicalIndex } from './lexical-index.ts'
import type { StoredDocument, StoredPassage } from './stored-document.ts'
import { withTimeLimit } from './time-limit.ts'
import { buildVectorIndex, unitVector } from './vectors.ts'

/** All passages of a project, searchable. */
export interface ProjectIndex {
  /** How many passages. */
  size: number
  search(query: string, options: SearchOptions): Promise<FoundPassage[]>
}

interface SearchOptions {
  provider: AIProvider
  limit: number
  clock: Clock
  logger: Logger
  signal?: AbortSignal | undefined
}

interface Place {
  sourceId: string
  document: Pick<StoredDocument, 'title' | 'url'>
  passage: Omit<StoredPassage, 'vector'>
}

const MAX_QUERY = 500
const MAX_SHOWN = 1500
const EMBED_TIMEOUT_MS = 5000

// So that one long document does not fill the answer.
const MAX_OF_DOCUMENT = 3

// Of what lies lower, nothing gets to the top by fusing.
const MOST_FUSED = 100

/** `documents` by the id of their source. */
export async function buildProjectIndex(
  documents: ReadonlyMap<string, readonly StoredDocument[]>,
): Promise<ProjectIndex> {
  const places: Place[] = []
  const vectors = new Map<string, Map<number, string>>()
  for (const [sourceId, list] of documents)
    for (const { title, url, embeddedBy, passages } of list) {
      const document = url === undefined ? { title } : { title, url }
      for (const { vector, ...passage } of passages) {
        if (embeddedBy !== undefined && vector !== undefined)
          vectors.set(embeddedBy, (vectors.get(embeddedBy) ?? new Map()).set(places.length, vector))
        places.push({ sourceId, document, passage })
      }
    }
  const lexical = await buildLexicalIndex([...documents.values()].flat())
  const byMeaning = new Map([...vectors].map(([name, some]) => [name, buildVectorIndex(some)]))

  /** Empty where there are no vectors of this provider, or it does not answer in time. */
  const searchByMeaning = async (query: string, { provider, clock, logger, signal }: SearchOptions) => {
    const index = byMeaning.get(provider.name)
    if (!index || !provider.embed) return []
    try {
      const embedded = await withTimeLimit(EMBED_TIMEOUT_MS, { clock, signal }, async either => {
        return (await provider.embed?.([query], { signal: either }))?.[0] ?? []
      })
      const vector = unitVector(embedded)
      if (vector.length === index.length) return index.search(vector)
      logger.warn(
        'The provider makes vectors of another length now; until the next refresh, knowledge is found by its words',
        {
          provider: provider.name,
        },
      )
    } catch (error) {
      signal?.throwIfAborted()
      logger.warn('A question could not be embedded; knowledge was found by its words', {
        provider: provider.name,
        reason: errorReason(error),
      })
    }
    return []
  }

  return {
    size: places.length,
    async search(query, options) {
      const asked = query.slice(0, MAX_QUERY).toWellFormed().trim()
      if (asked === '' || places.length === 0) return []
      const meant = await searchByMeaning(asked, options)
      const hits = fuse([lexical.search(asked).slice(0, MOST_FUSED), meant])
      const chosen = choose(
        withoutCopies(hits, places),
        options.limit,
        ({ place }) => places[place]?.document,
      )
      return chosen.map(({ place, score }) => toFound(places[place] as Place, score))
    },
  }
}

/** Many pages of a site say the same somewhere. */
function withoutCopies<Hit extends { place: number }>(hits: readonly Hit[], places: readonly Place[]): Hit[] {
  const seen = new Set<string | undefined>()
  return hits.filter(({ place }) => {
    const text = places[place]?.passage.text
    return !seen.has(text) && seen.add(text)
  })
}

/** The first, with at most three of one document unless there is nothing else. */
function choose<Hit>(hits: readonly Hit[], limit: number, documentOf: (hit: Hit) => unknown): Hit[] {
  const counts = new Map<unknown, number>()
  const first: Hit[] = []
  const others: Hit[] = []
  for (const hit of hits) {
    if (first.length >= limit) break
    const document = documentOf(hit)
    const count = (counts.get(document) ?? 0) + 1
    counts.set(document, count)
    if (count <= MAX_OF_DOCUMENT) first.push(hit)
    else others.push(hit)
  }
  const chosen = new Set([...first, ...others.slice(0, limit - first.length)])
  return hits.filter(hit => chosen.has(hit))
}

function toFound({ sourceId, document, passage }: Place, score: number): FoundPassage {
  const { id, headings, text, anchor } = passage
  const found = { id, sourceId, title: document.title, headings, text: shown(text), score }
  if (document.url === undefined) return found
  return { ...found, url: anchor ? `${document.url}#${encodeURIComponent(anchor)}` : document.url }
}

// Not within a character that takes two places.
function shown(text: string): string {
  if (text.length <= MAX_SHOWN) return text
  return text
    .slice(0, MAX_SHOWN - 1)
    .replace(/[\ud800-\udbff]$/, '')
    .concat('…')
}
