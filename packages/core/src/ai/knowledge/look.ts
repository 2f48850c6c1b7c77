import type { Batch, CommitResult, JobOutcome } from '../../contracts/storage.ts'
import { errorReason } from '../error-reason.ts'
import { embedDocuments } from './embed-documents.ts'
import type { KnowledgeParts, KnowledgeProject, ReadSource } from './knowledge-types.ts'
import type { KnownDocument, ReadResult } from './read/read-source.ts'
import { knowledgeJob, newRevision, readAsOf, type SourceRecord, versionKey } from './source-record.ts'
import type { Sources } from './sources.ts'
import {
  documentPrefix,
  documentsPrefix,
  documentValues,
  isSameContent,
  prefixOfPart,
  type StoredDocument,
  toStored,
} from './stored-document.ts'
import { withTimeLimit } from './time-limit.ts'

/** What a look needs. */
export interface LookContext
  extends Pick<KnowledgeParts, 'clock' | 'logger' | 'fetch' | 'readFile' | 'readPdf'> {
  sources: Sources
  readSource: ReadSource
  signal: AbortSignal
}

/** How a look went. */
export interface Looked {
  /** Other than `committed`: nothing was stored. */
  result: CommitResult
  hasChanged: boolean
}

/** What a look ends with: the job that led to it, or a new one for the next. */
export type NextLook = (failures: number) => { outcome: JobOutcome } | { dueAt: number }

type Values = NonNullable<Batch['values']>

const MAX_OF_SOURCE = 2000
const MAX_OF_PROJECT = 20_000
const MAX_ERROR = 500

// Of one source: those of other projects wait for their turn. Then as long again for vectors, at most.
const MAX_READ_MS = 600_000
const MAX_EMBED_MS = 600_000
// For what does not heed the signal.
const GRACE_MS = 60_000

/** Reads a source again and stores what changed, all in one batch. What could not be read stays as it was. */
export async function look(
  record: SourceRecord,
  project: KnowledgeProject,
  next: NextLook,
  context: LookContext,
): Promise<Looked> {
  const { clock, logger, sources, signal } = context
  const { id, projectId, source } = record
  const prefix = documentsPrefix(record)
  const { documents: stored, values } = await sources.documentsOf(record)
  const result = await read(record, stored, context)
  const all = await merge(stored, result, id)
  const others = (await sources.list(projectId)).filter(one => one.id !== id)
  const taken = others.reduce((sum, { passages }) => sum + passages, 0)
  const fitting = thatFit(all, Math.min(MAX_OF_SOURCE, Math.max(0, MAX_OF_PROJECT - taken)))
  const { provider } = project
  const documents = !provider.embed
    ? fitting.documents
    : await embedDocuments(fitting.documents, {
        ...{ provider, clock, signal, maxMs: MAX_EMBED_MS },
        onError: error =>
          logger.warn('Knowledge could not be embedded and is found by its words', {
            ...{ projectId, source: id, reason: errorReason(error) },
          }),
      })
  const error = fitting.error ?? problemOf(result, documents)
  if (error !== undefined)
    logger.warn('Knowledge could not be refreshed in full', {
      ...{ projectId, source: id, reason: error },
      ...(source.type !== 'text' && { from: source.value }),
    })

  const puts = await changedValues(prefix, stored, documents, values)
  const isOther = stored.size !== documents.length || documents.some(one => isNew(one, stored))
  // Of one that was not looked at yet, or could not be read, documents may be stored that no index has.
  const isFirst = record.checkedAt === undefined
  const hasChanged = isFirst || isOther || documents.some(one => hasOtherVectors(one, stored.get(one.id)))
  const isFailed = result.problems.some(({ isGone }) => !isGone) && !hasReadAny(result)
  const failures = isFailed ? (record.failures ?? 0) + 1 : 0
  const end = next(failures)
  const now = clock.now()
  const { error: _, failures: __, ...rest } = record
  const state: SourceRecord = {
    ...rest,
    ...{ checkedAt: now, documents: documents.length, passages: count(documents), readAs: readAsOf(source) },
    ...(isOther && { changedAt: now }),
    ...(error !== undefined && { error: error.slice(0, MAX_ERROR) }),
    ...(failures > 0 && { failures }),
  }
  const committed = await sources.replace(record, state, {
    values: hasChanged ? [...puts, { key: versionKey(projectId), value: newRevision() }] : puts,
    ...('outcome' in end ? end : { jobs: [knowledgeJob(record, end.dueAt)] }),
  })
  return { result: committed, hasChanged }
}

async function read(
  record: SourceRecord,
  stored: ReadonlyMap<string, StoredDocument>,
  { readSource, clock, fetch, readFile, readPdf, signal }: LookContext,
): Promise<ReadResult> {
  const { source, readAs } = record
  const known = new Map<string, KnownDocument>()
  if (readAs === readAsOf(source))
    for (const { id, hash, etag, lastModified } of stored.values())
      known.set(id, {
        ...{ id, hash },
        ...(etag !== undefined && { etag }),
        ...(lastModified !== undefined && { lastModified }),
      })
  const late = new AbortController()
  const cancel = clock.after(MAX_READ_MS, () =>
    late.abort(new DOMException('It took too long.', 'TimeoutError')),
  )
  const given = {
    ...{ ...(fetch && { fetch }), ...(readFile && { readFile }), ...(readPdf && { readPdf }) },
    late: late.signal,
  }
  try {
    return await withTimeLimit(MAX_READ_MS + GRACE_MS, { clock, signal }, either =>
      readSource(source, known, { ...given, signal: either }),
    )
  } catch (error) {
    signal.throwIfAborted()
    const reason = error instanceof Error ? error.message : String(error)
    return { documents: [], unchanged: [], problems: [{ id: source.value, reason, isGone: false }] }
  } finally {
    cancel()
  }
}

/** What was there with what was read. Only what is known to be gone goes. */
async function merge(
  stored: ReadonlyMap<string, StoredDocument>,
  { documents, problems }: ReadResult,
  sourceId: string,
): Promise<StoredDocument[]> {
  const merged = new Map(stored)
  for (const { id, isGone } of problems) if (isGone) merged.delete(id)
  for (const document of documents) {
    const next = await toStored(document, sourceId)
    const before = stored.get(document.id)
    merged.set(document.id, before ? withVectors(next, before) : next)
  }
  return [...merged.values()]
}

/** What says the same as before means the same. */
function withVectors(next: StoredDocument, before: StoredDocument): StoredDocument {
  if (before.embeddedBy === undefined) return next
  const vectors = new Map(before.passages.map(({ id, vector }) => [id, vector]))
  const passages = next.passages.map(passage => {
    const vector = vectors.get(passage.id)
    return vector === undefined ? passage : { ...passage, vector }
  })
  return { ...next, embeddedBy: before.embeddedBy, passages }
}

/** As many documents as there is room for. */
function thatFit(
  documents: readonly StoredDocument[],
  room: number,
): { documents: StoredDocument[]; error?: string } {
  const kept: StoredDocument[] = []
  let free = room
  for (const document of documents) {
    const passages = document.passages.slice(0, free)
    free -= passages.length
    if (passages.length === document.passages.length) kept.push(document)
    else if (passages.length > 0) kept.push({ ...document, passages })
  }
  const [has, of] = [count(kept), count(documents)]
  if (has === of) return { documents: kept }
  const limits = `a source may have ${MAX_OF_SOURCE} and a project ${MAX_OF_PROJECT}`
  return { documents: kept, error: `Only ${has} of ${of} passages are kept: ${limits}.` }
}

function problemOf({ problems }: ReadResult, documents: readonly StoredDocument[]): string | undefined {
  const failed = problems.filter(({ isGone }) => !isGone)
  const [first] = failed.length > 0 || documents.length > 0 ? failed : problems
  if (first) return failed.length > 1 ? `${first.reason} (and ${failed.length - 1} more)` : first.reason
  return count(documents) === 0 ? 'There is no text in it.' : undefined
}

async function changedValues(
  prefix: string,
  stored: ReadonlyMap<string, StoredDocument>,
  documents: readonly StoredDocument[],
  before: Values,
): Promise<Values> {
  const puts: Values[number][] = []
  const keys = new Set<string>()
  const untouched = new Set<string>()
  for (const document of documents) {
    const own = await documentPrefix(prefix, document)
    if (stored.get(document.id) === document) untouched.add(own)
    else
      for (const value of documentValues(own, document)) {
        keys.add(value.key)
        puts.push(value)
      }
  }
  const gone = before.filter(({ key }) => !keys.has(key) && !untouched.has(prefixOfPart(key)))
  return [...puts, ...gone.map(({ key }) => ({ key }))]
}

function hasOtherVectors(document: StoredDocument, before: StoredDocument | undefined): boolean {
  if (document === before) return false
  if (document.embeddedBy !== before?.embeddedBy) return true
  return document.passages.some(({ vector }, index) => vector !== before?.passages[index]?.vector)
}

function isNew(document: StoredDocument, stored: ReadonlyMap<string, StoredDocument>): boolean {
  const before = stored.get(document.id)
  return !before || (before !== document && !isSameContent(before, document))
}

function hasReadAny({ documents, unchanged }: ReadResult): boolean {
  return documents.length + unchanged.length > 0
}

function count(documents: readonly StoredDocument[]): number {
  return documents.reduce((sum, { passages }) => sum + passages.length, 0)
}
