import type { Clock } from '../../contracts/clock.ts'
import type { KnowledgeSource } from '../../contracts/knowledge.ts'
import type { Batch, CommitResult, Storage } from '../../contracts/storage.ts'
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
import { documentsPrefix } from './stored-document.ts'

/** The sources in the storage, and how they are changed. */
export interface Sources {
  list(projectId: string): Promise<SourceRecord[]>
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

export function createSources({ storage, clock }: { storage: Storage; clock: Clock }): Sources {
  const list = async (projectId: string): Promise<SourceRecord[]> => {
    const records = (await storage.listValues(sourcesPrefix(projectId))).map(toRecord)
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
      const { checkedAt } = record
      return knowledgeJob(record, checkedAt === undefined ? now : checkedAt + refreshMs)
    })
    if (jobs.length > 0) await storage.commit({ jobs })
    return results.every(result => result === 'committed')
  }

  return {
    list,
    replace,
    remove,
    async find(projectId, id) {
      const key = sourceKey({ projectId, id })
      const found = (await storage.listValues(key)).find(value => value.key === key)
      return found && toRecord(found)
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
