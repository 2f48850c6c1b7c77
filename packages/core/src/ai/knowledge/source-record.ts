import { z } from 'zod'
import type { KnowledgeSource } from '../../contracts/knowledge.ts'
import type { KeptValue, NewJob } from '../../contracts/storage.ts'
import { hexHash } from '../../conversation/tokens.ts'
import type { KnowledgeItem } from './knowledge-types.ts'

/** A source as it is kept, with how the last look at it went. */
export interface SourceRecord {
  id: string
  projectId: string
  origin: KnowledgeItem['origin']
  source: KnowledgeSource
  /** Another one after each change. */
  revision: string
  /** Milliseconds since 1970, like those below. */
  addedAt: number
  checkedAt?: number
  changedAt?: number
  documents: number
  passages: number
  error?: string
  /** Looks in a row that read nothing. */
  failures?: number
  /** What the reading depended on beside the document: where that changed, all is read again. */
  readAs?: string
}

// Another version of ours may have stored more: what is not known here is left aside.
const recordSchema: z.ZodType<SourceRecord> = z.object({
  id: z.string(),
  projectId: z.string(),
  origin: z.enum(['options', 'added']),
  source: z.object({
    type: z.enum(['url', 'file', 'text']),
    value: z.string(),
    title: z.string().exactOptional(),
    crawl: z.boolean().exactOptional(),
  }),
  revision: z.string(),
  addedAt: z.number(),
  checkedAt: z.number().exactOptional(),
  changedAt: z.number().exactOptional(),
  documents: z.int(),
  passages: z.int(),
  error: z.string().exactOptional(),
  failures: z.int().exactOptional(),
  readAs: z.string().exactOptional(),
})

/** Kind of the jobs that look at sources. */
export const KNOWLEDGE_KIND = 'knowledge'

const SHOWN_LENGTH = 100

/** The same for the same source, so that naming it twice is naming it once. */
export async function sourceIdOf({ type, value, crawl }: KnowledgeSource): Promise<string> {
  return `know_${(await hexHash(JSON.stringify([type, value, crawl ?? null]))).slice(0, 16)}`
}

/** What the keys of all sources of a project begin with. */
export function sourcesPrefix(projectId: string): string {
  return `knowledge:${projectId}:source:`
}

/** Where the value stands by which every process knows whether its index is old. */
export function versionKey(projectId: string): string {
  return `knowledge-version:${projectId}`
}

/** Where a source stands. */
export function sourceKey({ projectId, id }: Pick<SourceRecord, 'projectId' | 'id'>): string {
  return `${sourcesPrefix(projectId)}${id}`
}

/** Reads one back; undefined where that cannot be. */
export function toRecord({ value }: KeptValue): SourceRecord | undefined {
  return recordSchema.safeParse(value).data
}

/** A value that no other change has. */
export function newRevision(): string {
  return crypto.randomUUID()
}

/** What a reading of it would depend on now. The number goes up where a newer version of ours would read more. */
export function readAsOf({ title = '' }: KnowledgeSource): string {
  return `1 ${title}`
}

interface JobPayload {
  projectId: string
  sourceId: string
}

/** Which source a job looks at. */
export const jobPayloadSchema: z.ZodType<JobPayload> = z.object({
  projectId: z.string(),
  sourceId: z.string(),
})

/** The one job of a source: what looks at it when it is due. */
export function knowledgeJob(
  { projectId, id }: Pick<SourceRecord, 'projectId' | 'id'>,
  dueAt: number,
): NewJob {
  const payload = { projectId, sourceId: id }
  return { kind: KNOWLEDGE_KIND, lane: `${KNOWLEDGE_KIND}:${projectId}:${id}`, dueAt, once: true, payload }
}

/** As the host is shown it. */
export function toItem(record: SourceRecord): KnowledgeItem {
  const { id, projectId, source, origin, documents, passages, checkedAt, changedAt, error } = record
  const value = source.type === 'text' ? source.value.slice(0, SHOWN_LENGTH) : source.value
  return {
    ...{ id, projectId, type: source.type, value, origin, documents, passages },
    ...(source.title !== undefined && { title: source.title }),
    ...(checkedAt !== undefined && { checkedAt: new Date(checkedAt).toISOString() }),
    ...(changedAt !== undefined && { changedAt: new Date(changedAt).toISOString() }),
    ...(error !== undefined && { error }),
  }
}
