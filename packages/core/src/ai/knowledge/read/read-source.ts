import type { KnowledgeSource, ReadDocument, ReadFile, ReadPdf } from '../../../contracts/knowledge.ts'
import type { OutgoingFetch } from '../../../contracts/outgoing.ts'
import { readFileSource, readTextSource } from './read-file.ts'
import { readUrlSource } from './read-url.ts'
import { type Reading, startReading } from './reading.ts'

const MAX_ID = 2048

/** What a source is read with. */
export interface ReadContext {
  /** Present when addresses can be read. */
  fetch?: OutgoingFetch
  /** Present when files can be read. */
  readFile?: ReadFile
  /** Default: `unpdf`, in this thread. */
  readPdf?: ReadPdf
  /** Ends the reading at once, with its reason. */
  signal?: AbortSignal
  /** Ends the reading at once; its result is what was read so far, and that it took too long. */
  late?: AbortSignal
  /** Pages of one source. Default 200. */
  maxPages?: number
  /** Waits between two requests to one site, where the site asks for it. Default: a timer. */
  pause?(ms: number): Promise<void>
}

/** What is kept of a document to know whether it changed. */
export interface KnownDocument {
  id: string
  hash: string
  etag?: string
  lastModified?: string
}

/** What came of reading a source. A known document that stands nowhere in it could not be asked for: it is to be kept. */
export interface ReadResult {
  /** New or changed. */
  documents: ReadDocument[]
  /** Ids of those that are as they were. */
  unchanged: string[]
  /**
   * What could not be read: the version before is to be kept, unless `isGone`: nothing stands there any more, or nothing
   * leads there. A document of which only the rest was left out is among `documents` as well.
   */
  problems: { id: string; reason: string; isGone: boolean }[]
}

/**
 * Reads a source again. `known`: what was read of this source the last time. Rejects only where `signal` ends it, or by a
 * mistake of ours; what a site or a file does wrong is a problem of the result.
 */
export async function readSource(
  source: KnowledgeSource,
  known: ReadonlyMap<string, KnownDocument>,
  context: ReadContext,
): Promise<ReadResult> {
  const { signal, late } = context
  signal?.throwIfAborted()
  const reading = startReading(known)
  const ending = [signal, late].filter(each => each !== undefined)
  try {
    await readInto(
      reading,
      source,
      known,
      ending.length > 0 ? { ...context, signal: AbortSignal.any(ending) } : context,
    )
  } catch (error) {
    signal?.throwIfAborted()
    if (!late?.aborted) throw error
    reading.problem(source.value.slice(0, MAX_ID), 'It took too long to be read: the rest is left out.')
  }
  return reading.result
}

async function readInto(
  reading: Reading,
  source: KnowledgeSource,
  known: ReadonlyMap<string, KnownDocument>,
  context: ReadContext,
): Promise<void> {
  if (source.type === 'url') await readUrlSource(source, known, context, reading)
  else if (source.type === 'file') await readFileSource(source, context, reading)
  else await readTextSource(source, reading)
}
