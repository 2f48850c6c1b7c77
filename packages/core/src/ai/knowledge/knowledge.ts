import type { Job } from '../../contracts/storage.ts'
import { parse } from '../../conversation/parse.ts'
import { createPump, type Ending } from '../../outbox/pump.ts'
import { PocketPingError } from '../../protocol/errors.ts'
import { createFollowed } from './followed.ts'
import { createIndexes } from './indexes.ts'
import type {
  Knowledge,
  KnowledgeItem,
  KnowledgeParts,
  KnowledgeProject,
  ReadSource,
} from './knowledge-types.ts'
import { type LookContext, type Looked, look, type NextLook } from './look.ts'
import { readSource } from './read/read-source.ts'
import {
  jobPayloadSchema,
  KNOWLEDGE_KIND,
  type SourceRecord,
  sourceIdOf,
  sourceKey,
  toItem,
} from './source-record.ts'
import { knowledgeSourceSchema } from './source-schema.ts'
import { createSources, newSource } from './sources.ts'

export type {
  FoundPassage,
  Knowledge,
  KnowledgeItem,
  KnowledgeParts,
  KnowledgeProject,
} from './knowledge-types.ts'

const CONCURRENCY = 4
const FIRST_RETRY_MS = 60_000
const MAX_SOURCES = 200
const MAX_TRIES = 20
const DEFAULT_LIMIT = 6
const MAX_LIMIT = 20

// A project without AI is looked for so often, and for so long.
const ABSENT_MS = 3_600_000
const FORGOTTEN_AFTER_MS = 90 * 86_400_000

/** The knowledge base of all projects of this process. */
export function createKnowledge(parts: KnowledgeParts, read: ReadSource = readSource): Knowledge {
  const { storage, clock, logger, leaseMs, projectOf, projectIds } = parts
  const controller = new AbortController()
  const sources = createSources({ storage, clock, logger })
  const indexes = createIndexes({ storage, sources })
  const context: LookContext = { ...parts, sources, readSource: read, signal: controller.signal }
  const followed = createFollowed()
  const looking = new Map<string, Promise<Looked>>()

  /** The project, after what is stored was brought in line with its options. */
  const follow = async (projectId: string): Promise<KnowledgeProject | undefined> => {
    const project = await projectOf(projectId)
    const isNew = await followed.once(projectId, project, () => sources.followOptions(projectId, project))
    if (isNew) pump.wake()
    return project
  }

  const lookAt = async (record: SourceRecord, project: KnowledgeProject, next: NextLook): Promise<Looked> => {
    const underWay = look(record, project, next, context)
    const key = sourceKey(record)
    looking.set(key, underWay)
    try {
      const looked = await underWay
      if (looked.result === 'committed' && looked.hasChanged)
        indexes.warm(record.projectId).catch((error: unknown) => {
          // After the end, there may be no storage to read from.
          if (!controller.signal.aborted)
            logger.warn('Knowledge could not be indexed yet', { error: String(error) })
        })
      return looked
    } finally {
      if (looking.get(key) === underWay) looking.delete(key)
    }
  }

  const retryMs = (attempts: number, refreshMs: number): number =>
    Math.min(refreshMs, FIRST_RETRY_MS * 2 ** Math.min(attempts, 10))

  const nextMs = (failures: number, refreshMs: number): number =>
    failures > 0 ? retryMs(failures - 1, refreshMs) : refreshMs

  const handle = async (job: Job): Promise<Ending> => {
    const { projectId, sourceId } = jobPayloadSchema.parse(job.payload)
    const project = await projectOf(projectId)
    const record = await sources.find(projectId, sourceId)
    if (!record) return { result: 'done' }
    if (!project) {
      // Perhaps the host took the AI away for a while: whoever asks when it is back finds the job again.
      followed.forget(projectId)
      const { checkedAt = record.addedAt } = record
      if (clock.now() - checkedAt > FORGOTTEN_AFTER_MS) return { result: 'done' }
      return { result: 'wait', until: clock.now() + ABSENT_MS }
    }
    const { refreshMs } = project
    // Two projects may have the same source; each looks for itself.
    const underWay = looking.get(sourceKey(record))
    if (underWay !== undefined) {
      await underWay
      return { result: 'wait', until: clock.now() + refreshMs }
    }
    // Never as `retry`: that could not be hurried when the process starts anew.
    const { result } = await lookAt(record, project, failures => ({
      outcome: { job, result: 'wait', until: clock.now() + nextMs(failures, refreshMs) },
    }))
    // Somebody else changed it meanwhile: perhaps it was removed, perhaps looked at.
    if (result === 'known') return { result: 'wait', until: clock.now() + retryMs(0, refreshMs) }
    return { result: 'settled' }
  }

  const pump = createPump({
    ...{ storage, clock, logger, leaseMs, handle },
    kind: KNOWLEDGE_KIND,
    concurrency: CONCURRENCY,
    onError(job, error) {
      // Whoever comes next begins at once.
      if (controller.signal.aborted) return { result: 'wait', until: clock.now() }
      logger.error('A source of knowledge will be looked at again', { lane: job.lane, error: String(error) })
      return { result: 'retry', until: clock.now() + retryMs(job.attempts, Number.POSITIVE_INFINITY) }
    },
  })

  const required = async (projectId: string): Promise<KnowledgeProject> => {
    const project = await follow(projectId)
    if (project) return project
    throw new PocketPingError('BAD_REQUEST', 'This project has no AI: give it `ai` options first.')
  }

  /** Stored as one that the host added; undefined where somebody else changed it at the same time. */
  const keep = async (wanted: SourceRecord): Promise<SourceRecord | undefined> => {
    const { projectId, id, source } = wanted
    const before = await sources.find(projectId, id)
    if (!before && (await sources.list(projectId)).length >= MAX_SOURCES)
      throw new PocketPingError('BAD_REQUEST', `A project may have ${MAX_SOURCES} sources. Remove one first.`)
    const next: SourceRecord = before ? { ...before, source } : wanted
    if ((await sources.replace(before, next)) !== 'committed') return undefined
    return sources.find(projectId, id)
  }

  return {
    async start() {
      // Visitors are served also where this fails; it is tried again when the project is asked about.
      for (const projectId of projectIds)
        await follow(projectId).catch((error: unknown) =>
          logger.error('The knowledge of a project could not be prepared', {
            ...{ projectId, reason: String(error) },
          }),
        )
      pump.wake()
    },
    async stop() {
      controller.abort(new Error('The engine stops.'))
      await pump.stop()
    },
    wake: () => pump.wake(),
    async has(projectId) {
      const project = await follow(projectId)
      if (!project) return false
      return project.sources.length > 0 || (await sources.list(projectId)).length > 0
    },
    async search(projectId, query, { limit = DEFAULT_LIMIT, signal } = {}) {
      const project = await follow(projectId)
      const index = project && (await indexes.of(projectId))
      if (!index) return []
      const { provider } = project
      const most = Math.min(MAX_LIMIT, Math.max(1, Math.floor(limit) || 1))
      return index.search(query, { provider, limit: most, clock, logger, signal })
    },
    async add(given, projectId) {
      const source = parse(knowledgeSourceSchema, given)
      const project = await required(projectId)
      const id = await sourceIdOf(source)
      const wanted = newSource(id, projectId, source, 'added', clock.now())
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const record = await keep(wanted)
        if (!record) continue
        await looking.get(sourceKey(record))
        await lookAt(record, project, failures => ({
          dueAt: clock.now() + nextMs(failures, project.refreshMs),
        }))
        pump.wake()
        const item = await sources.find(projectId, id)
        if (item) return toItem(item)
        throw new PocketPingError('NOT_FOUND', 'The source was removed while it was read.')
      }
      throw new PocketPingError('CONFLICT', 'The source is being changed by too many at once. Try again.')
    },
    async list(projectId): Promise<KnowledgeItem[]> {
      await follow(projectId)
      return (await sources.list(projectId)).map(toItem)
    },
    async remove(id, projectId) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const record = await sources.find(projectId, id)
        if (!record) throw new PocketPingError('NOT_FOUND', 'There is no such source in this project.')
        if (record.origin === 'options')
          throw new PocketPingError('BAD_REQUEST', 'This source stands in the options: remove it there.')
        if ((await sources.remove(record)) === 'committed') return
      }
      throw new PocketPingError('CONFLICT', 'The source is being changed by too many at once. Try again.')
    },
  }
}
