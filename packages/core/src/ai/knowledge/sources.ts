import type { Clock } from '../../contracts/clock.ts'
import type { KnowledgeSource } from '../../contracts/knowledge.ts'
import type { Logger } from '../../contracts/logger.ts'
import type { Batch, CommitResult, KeptValue, Storage } from '../../contracts/storage.ts'
import { createRecentMap } from '../../conversation/recent-map.ts'
import { PocketPingError } from '../../protocol/errors.ts'
import type { KnowledgeProject } from './knowledge-types.ts'
import {
  knowledgeJob,
  newRevision,
  type SourceRecord,
  sourceIdOf,
  sourceKey,
  sourcesPrefix,
  toRecord,
  versionKey,
} from './source-record.ts'
import { documentsIn, documentsPrefix, type StoredDocument } from './stored-document.ts'

/** The sources in the storage, and how they are changed. */
export interface Sources {
  /** Without those that cannot be read. */
  list(projectId: string): Promise<SourceRecord[]>
  /** The documents of a source, by their ids, with the values they were read from. */
  documentsOf(
    record: Pick<SourceRecord, 'projectId' | 'id'>,
  ): Promise<{ documents: Map<string, StoredDocument>; values: KeptValue[] }>
  find(projectId: string, id: string): Promise<SourceRecord | undefined>
  /** Puts `next` where `before` still stands, or nothing; `known`: somebody else was first. */
  replace(before: SourceRecord | undefined, next: SourceRecord, batch?: Batch): Promise<CommitResult>
  /** Removes a source with its documents. */
  remove(record: SourceRecord): Promise<CommitResult>
  /** Brings what is stored in line with the options, and sees to it that each source is looked at when it is due. */
  followOptions(projectId: string, project: KnowledgeProject | undefined): Promise<void>
}

const MAX_TRIES = 20

// Longer than any look takes.
const KEEP_REVISION_MS = 3_600_000

const MAX_WARNED = 1000

interface SourcesParts {
  storage: Storage
  clock: Clock
  logger: Logger
}

export function createSources({ storage, clock, logger }: SourcesParts): Sources {
  const warned = createRecentMap<true>(MAX_WARNED)

  // What another version of ours stored must not keep anybody from an answer. Said once, as it is met at each question.
  const warn = (message: string, key: string): void => {
    if (warned.get(key)) return
    warned.set(key, true)
    logger.warn(message, { key })
  }

  const read = (value: KeptValue): SourceRecord | undefined => {
    const record = toRecord(value)
    if (!record) warn('A stored source of knowledge cannot be read and is left out', value.key)
    return record
  }

  const list = async (projectId: string): Promise<SourceRecord[]> => {
    const records = (await storage.listValues(sourcesPrefix(projectId))).flatMap(value => read(value) ?? [])
    return records.sort((a, b) => a.addedAt - b.addedAt)
  }

  // Of two that would follow one state, one is refused: what was removed does not come back with a look that was
  // under way.
  const commit = (
    before: SourceRecord | undefined,
    { values = [], ...batch }: Batch,
  ): Promise<CommitResult> => {
    if (!before) return storage.commit({ ...batch, values })
    const key = `${sourceKey(before)}:after:${before.revision}`
    return storage.commit({ ...batch, values, keys: [{ key, expiresAt: clock.now() + KEEP_REVISION_MS }] })
  }

  const replace: Sources['replace'] = (before, next, batch = {}) => {
    const value = { ...next, revision: newRevision(), source: { ...next.source } }
    return commit(before, { ...batch, values: [...(batch.values ?? []), { key: sourceKey(next), value }] })
  }

  const remove: Sources['remove'] = async record => {
    const documents = await storage.listValues(documentsPrefix(record))
    return commit(record, {
      values: [
        ...documents.map(({ key }) => ({ key })),
        { key: sourceKey(record) },
        { key: versionKey(record.projectId), value: newRevision() },
      ],
    })
  }

  /** False where something changed meanwhile. */
  const tryToFollow = async (projectId: string, project: KnowledgeProject | undefined): Promise<boolean> => {
    const now = clock.now()
    const { sources = [], refreshMs = 0 } = project ?? {}
    const wanted = new Map<string, KnowledgeSource>()
    for (const source of sources) wanted.set(await sourceIdOf(source), source)
    const stored = new Map((await list(projectId)).map(record => [record.id, record]))
    const results: CommitResult[] = []
    for (const record of stored.values())
      if (record.origin === 'options' && !wanted.has(record.id)) results.push(await remove(record))
    for (const [id, source] of wanted) {
      const before = stored.get(id)
      if (before && (before.origin === 'added' || before.source.title === source.title)) continue
      const next = before ? { ...before, source } : newSource(id, projectId, source, 'options', now)
      results.push(await replace(before, next, { jobs: [knowledgeJob(next, now)] }))
    }
    const due = [...stored.values()].filter(
      ({ id, origin }) => project && (origin === 'added' || wanted.has(id)),
    )
    const jobs = due.map(record => {
      const { checkedAt, error, source } = record
      // Who starts the process anew has perhaps mended what failed, or brings other files along.
      const isDue = checkedAt === undefined || error !== undefined || source.type === 'file'
      return knowledgeJob(record, isDue ? now : checkedAt + refreshMs)
    })
    if (jobs.length > 0) await storage.commit({ jobs })
    return results.every(result => result === 'committed')
  }

  return {
    list,
    replace,
    remove,
    async documentsOf(record) {
      const values = await storage.listValues(documentsPrefix(record))
      const documents = documentsIn(values, prefix =>
        warn('A stored document cannot be read and is left out until it is read anew', prefix),
      )
      return { documents, values }
    },
    async find(projectId, id) {
      const key = sourceKey({ projectId, id })
      const found = (await storage.listValues(key)).find(value => value.key === key)
      return found && read(found)
    },
    async followOptions(projectId, project) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) if (await tryToFollow(projectId, project)) return
      throw new PocketPingError(
        'CONFLICT',
        'The knowledge base is being changed by too many at once. Try again.',
      )
    },
  }
}

/** A source that was not looked at yet. */
export function newSource(
  id: string,
  projectId: string,
  source: KnowledgeSource,
  origin: SourceRecord['origin'],
  now: number,
): SourceRecord {
  const revision = newRevision()
  return { id, projectId, origin, source, revision, addedAt: now, documents: 0, passages: 0 }
}
