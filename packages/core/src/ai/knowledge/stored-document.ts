import { z } from 'zod'
import type { ReadDocument, ReadPassage } from '../../contracts/knowledge.ts'
import type { KeptValue } from '../../contracts/storage.ts'
import { hexHash } from '../../conversation/tokens.ts'

/** A passage as it is kept. */
export interface StoredPassage {
  id: string
  headings: string[]
  anchor?: string
  text: string
  /** Its direction, of length 1, as base64 of 32-bit numbers. */
  vector?: string
}

/** A document as it is kept. */
export interface StoredDocument extends Omit<ReadDocument, 'passages'> {
  /** Which provider made the vectors of its passages. */
  embeddedBy?: string
  passages: StoredPassage[]
}

interface Part {
  /** In the first part only. */
  document?: Omit<StoredDocument, 'passages'>
  passages: StoredPassage[]
}

// Another version of ours may have stored more: what is not known here is left aside.
const partSchema: z.ZodType<Part> = z.object({
  document: z
    .object({
      id: z.string(),
      title: z.string(),
      url: z.string().exactOptional(),
      language: z.string().exactOptional(),
      hash: z.string(),
      etag: z.string().exactOptional(),
      lastModified: z.string().exactOptional(),
      embeddedBy: z.string().exactOptional(),
    })
    .exactOptional(),
  passages: z.array(
    z.object({
      id: z.string(),
      headings: z.array(z.string()),
      anchor: z.string().exactOptional(),
      text: z.string(),
      vector: z.string().exactOptional(),
    }),
  ),
})

// Some databases take no larger values, and all take smaller ones better.
const MAX_PART_LENGTH = 100_000
const MAX_TEXT = 3000
const MAX_SHORT = 300
const MAX_HEADINGS = 8

/** What the keys of all documents of a source begin with. */
export function documentsPrefix({ projectId, id }: { projectId: string; id: string }): string {
  return `knowledge:${projectId}:document:${id}:`
}

/** As it is to be kept: bounded, with ids for its passages. */
export async function toStored(read: ReadDocument, sourceId: string): Promise<StoredDocument> {
  const { passages: readPassages, title, ...rest } = read
  const seen = new Map<string, number>()
  const passages: StoredPassage[] = []
  for (const passage of readPassages) {
    const bounded = boundedPassage(passage)
    const says = JSON.stringify([sourceId, read.id, bounded.headings, bounded.text])
    const times = seen.get(says) ?? 0
    seen.set(says, times + 1)
    passages.push({ id: `pass_${(await hexHash(`${says}${times}`)).slice(0, 16)}`, ...bounded })
  }
  return { ...rest, title: title.slice(0, MAX_SHORT), passages }
}

function boundedPassage({ headings, anchor, text }: ReadPassage): Omit<StoredPassage, 'id'> {
  const short = headings.slice(0, MAX_HEADINGS).map(heading => heading.slice(0, MAX_SHORT))
  const bounded = { headings: short, text: text.slice(0, MAX_TEXT) }
  return anchor === undefined || anchor.length > MAX_SHORT ? bounded : { ...bounded, anchor }
}

/** What the keys of all parts of a document begin with; `prefix` is that of its source. */
export async function documentPrefix(prefix: string, { id }: Pick<StoredDocument, 'id'>): Promise<string> {
  return `${prefix}${(await hexHash(id)).slice(0, 32)}:`
}

/** The document's prefix in the key of one of its parts. */
export function prefixOfPart(key: string): string {
  return key.slice(0, key.lastIndexOf(':') + 1)
}

/** A document as values of a bounded size, in their order; `prefix` is its own. */
export function documentValues(prefix: string, { passages, ...document }: StoredDocument): KeptValue[] {
  const parts: StoredPassage[][] = [[]]
  let length = 0
  for (const passage of passages) {
    const more = JSON.stringify(passage).length
    if (length + more > MAX_PART_LENGTH) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(passage)
    length += more
  }
  return parts.map((part, number) => {
    const value = {
      ...(number === 0 && { document: { ...document } }),
      passages: part.map(one => ({ ...one })),
    }
    return { key: `${prefix}${String(number).padStart(4, '0')}`, value }
  })
}

/**
 * The documents that values are parts of, by their ids. Those of which a part cannot be read are left out; `onUnreadable`
 * is told what the keys of their parts begin with.
 */
export function documentsIn(
  values: readonly KeptValue[],
  onUnreadable: (prefix: string) => void,
): Map<string, StoredDocument> {
  const byPrefix = new Map<string, StoredDocument | undefined>()
  for (const { key, value } of values) {
    const prefix = prefixOfPart(key)
    const { document, passages } = partSchema.safeParse(value).data ?? {}
    if (document && !byPrefix.has(prefix)) byPrefix.set(prefix, { ...document, passages: [] })
    const whole = byPrefix.get(prefix)
    if (whole && passages) whole.passages.push(...passages)
    else byPrefix.set(prefix, undefined)
  }
  const documents = new Map<string, StoredDocument>()
  for (const [prefix, document] of byPrefix)
    if (document) documents.set(document.id, document)
    else onUnreadable(prefix)
  return documents
}

/** Whether two say the same: how a server names its versions does not count. */
export function isSameContent(a: StoredDocument, b: StoredDocument): boolean {
  return contentOf(a) === contentOf(b)
}

function contentOf({ title, url, language, passages }: StoredDocument): string {
  return JSON.stringify([title, url, language, passages.map(({ id, anchor }) => [id, anchor])])
}
