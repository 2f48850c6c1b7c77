import { type AIProvider, AiError } from '../../contracts/ai-provider.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { StoredDocument, StoredPassage } from './stored-document.ts'
import { withTimeLimit } from './time-limit.ts'
import { encodeVector, unitVector, vectorLength } from './vectors.ts'

interface Embedding {
  provider: AIProvider
  clock: Clock
  signal: AbortSignal
  /** Milliseconds for all of them; those whose turn did not come get no vector. */
  maxMs: number
  /** Some got no vector: they are found by their words only. */
  onError(error: unknown): void
}

interface Wanted {
  passage: StoredPassage
  text: string
}

const BATCH = 64
const TIMEOUT_MS = 60_000

/**
 * The same documents with a vector for each passage. Those that have one of this provider keep it, unless the provider
 * makes vectors of another length now. A document that changes is a new object.
 */
export async function embedDocuments(
  documents: readonly StoredDocument[],
  { provider, clock, signal, maxMs, onError }: Embedding,
): Promise<StoredDocument[]> {
  const copies = documents.map(document => ({ document, copy: blankCopy(document, provider.name) }))
  const wanted = copies.flatMap(({ copy }) => copy.passages.map(passage => wantedOf(copy, passage)))
  const without = wanted.filter(({ passage }) => passage.vector === undefined)
  const changed = new Set<StoredPassage>()
  const until = clock.now() + maxMs
  const embed = async (some: readonly Wanted[]): Promise<number> => {
    let length = 0
    for (let start = 0; start < some.length; start += BATCH) {
      const batch = some.slice(start, start + BATCH)
      const texts = batch.map(({ text }) => text)
      const left = until - clock.now()
      if (left <= 0) throw new DOMException(`It took longer than ${maxMs} ms.`, 'TimeoutError')
      const vectors = await withTimeLimit(Math.min(TIMEOUT_MS, left), { clock, signal }, async either => {
        return (await provider.embed?.(texts, { signal: either })) ?? []
      })
      if (vectors.length !== texts.length)
        throw new AiError('malformed', `For ${texts.length} texts there were ${vectors.length} vectors.`)
      for (const [index, { passage }] of batch.entries()) {
        const vector = unitVector(vectors[index] ?? [])
        if (length > 0 && vector.length !== length)
          throw new AiError('malformed', 'Vectors differ in their length.')
        length = vector.length
        const encoded = encodeVector(vector)
        if (passage.vector !== undefined && vectorLength(passage.vector) === length) continue
        passage.vector = encoded
        changed.add(passage)
      }
    }
    return length
  }
  try {
    // Of what has a vector, one is asked for again: it tells whether vectors still have this length.
    const length = await embed(without.length > 0 ? without : wanted.slice(0, 1))
    await embed(wanted.filter(({ passage }) => passage.vector && vectorLength(passage.vector) !== length))
  } catch (error) {
    signal.throwIfAborted()
    onError(error)
  }
  return copies.map(({ document, copy }) =>
    copy.passages.some(passage => changed.has(passage)) ? copy : document,
  )
}

/** Without vectors that somebody else made. */
function blankCopy(document: StoredDocument, name: string): StoredDocument {
  const isOwn = document.embeddedBy === name
  const passages = document.passages.map(({ vector, ...passage }) =>
    isOwn && vector !== undefined ? { ...passage, vector } : passage,
  )
  return { ...document, embeddedBy: name, passages }
}

function wantedOf({ title }: StoredDocument, passage: StoredPassage): Wanted {
  return { passage, text: [title, passage.headings.join(' > '), passage.text].filter(Boolean).join('\n') }
}
