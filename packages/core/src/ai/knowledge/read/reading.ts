import type { ReadDocument } from '../../../contracts/knowledge.ts'
import { hexHash } from '../../../conversation/tokens.ts'
import type { KnownDocument, ReadResult } from './read-source.ts'
import type { Extracted } from './sections.ts'
import { MAX_DOCUMENT_PASSAGES, splitSections, titleLine } from './split.ts'

// Passages of one source, as far as they were read anew.
const MAX_SOURCE_PASSAGES = 2_000

/** Something that was read. */
export interface Discovery {
  id: string
  url?: string
  /** What it is called: by the host, and where neither the host nor the document says it. */
  title: { given?: string | undefined; otherwise: string }
  found: Extracted & { isCut?: boolean }
  etag?: string
  lastModified?: string
}

/** What comes together while a source is read. */
export interface Reading {
  add(discovery: Discovery): Promise<void>
  unchanged(id: string): void
  problem(id: string, reason: string, isGone?: boolean): void
  /** Whether the source has all the passages that it may have. */
  isFull(): boolean
  /** Whether anything was said of a document. */
  isMentioned(id: string): boolean
  result: ReadResult
}

/** Begins to read a source of which these documents are known. */
export function startReading(known: ReadonlyMap<string, KnownDocument>): Reading {
  const result: ReadResult = { documents: [], unchanged: [], problems: [] }
  const mentioned = new Set<string>()
  let passages = 0
  let isFull = false

  function problem(id: string, reason: string, isGone = false): void {
    mentioned.add(id)
    result.problems.push({ id, reason, isGone })
  }

  return {
    result,
    problem,
    isFull: () => isFull,
    isMentioned: id => mentioned.has(id),
    unchanged(id) {
      mentioned.add(id)
      result.unchanged.push(id)
    },
    async add(discovery) {
      const { id } = discovery
      const { document, isCut } = await documentOf(discovery)
      if (document.passages.length === 0)
        return problem(
          id,
          'There is no text in it. What a page writes by script, or a scan shows, cannot be read.',
        )
      if (passages + document.passages.length > MAX_SOURCE_PASSAGES) {
        isFull = true
        return problem(
          id,
          `The source has more than ${MAX_SOURCE_PASSAGES} passages: this one has no room in it.`,
        )
      }
      passages += document.passages.length
      mentioned.add(id)
      if (known.get(id)?.hash === document.hash) result.unchanged.push(id)
      else result.documents.push(document)
      if (isCut) problem(id, `It is longer than ${MAX_DOCUMENT_PASSAGES} passages: the rest is left out.`)
    },
  }
}

async function documentOf(discovery: Discovery): Promise<{ document: ReadDocument; isCut: boolean }> {
  const { id, url, title, found, etag, lastModified } = discovery
  const { passages, isCut } = splitSections(found.sections, found.language)
  const heading = found.sections.find(({ headings }) => headings.length > 0)?.headings[0]
  const titles = [title.given, found.title, heading, title.otherwise, id]
  const content = {
    title: titles.map(each => titleLine(each ?? '')).find(each => each !== '') ?? id,
    ...(url !== undefined && { url }),
    ...(found.language !== undefined && { language: found.language }),
    passages,
  }
  const document: ReadDocument = {
    id,
    ...content,
    // Of what was found, as pages say something else each time in what nobody reads, such as tokens of forms.
    hash: await hexHash(JSON.stringify(content)),
    ...(etag !== undefined && { etag }),
    ...(lastModified !== undefined && { lastModified }),
  }
  return { document, isCut: isCut || found.isCut === true }
}
