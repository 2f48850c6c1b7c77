import type { AIProvider } from '../../contracts/ai-provider.ts'
import type { Clock } from '../../contracts/clock.ts'
import type { KnowledgeSource, ReadFile, ReadPdf } from '../../contracts/knowledge.ts'
import type { Logger } from '../../contracts/logger.ts'
import type { OutgoingFetch } from '../../contracts/outgoing.ts'
import type { Storage } from '../../contracts/storage.ts'
import type { KnownDocument, ReadContext, ReadResult } from './read/read-source.ts'

/** What of a project's AI options is about knowledge. */
export interface KnowledgeProject {
  /** Sources of the project's options. */
  sources: readonly KnowledgeSource[]
  /** Milliseconds after which each is looked at again. */
  refreshMs: number
  /** Its `embed`, where it has one, lets passages be found by meaning too. */
  provider: AIProvider
}

/** Reads what a source names. */
export type ReadSource = (
  source: KnowledgeSource,
  known: ReadonlyMap<string, KnownDocument>,
  context: ReadContext,
) => Promise<ReadResult>

/** What the knowledge base is made of. */
export interface KnowledgeParts {
  storage: Storage
  clock: Clock
  logger: Logger
  leaseMs: number
  fetch?: OutgoingFetch
  readFile?: ReadFile
  readPdf?: ReadPdf
  /** A project's AI options; undefined: it has no AI. */
  projectOf(projectId: string): Promise<KnowledgeProject | undefined>
  /** Projects known at the start. */
  projectIds: readonly string[]
}

/** A passage that may answer what was asked. */
export interface FoundPassage {
  /** The same as long as the passage says the same in the same place. */
  id: string
  sourceId: string
  /** Of the document. */
  title: string
  /** The headings it stands under, outermost first. */
  headings: readonly string[]
  text: string
  /** Where a person can read it, with its anchor; absent for files and plain text. */
  url?: string
  /** 0 to 1: how much of what was asked it has. */
  score: number
}

/** A source, and how the last look at it went. */
export interface KnowledgeItem {
  id: string
  projectId: string
  type: KnowledgeSource['type']
  /** Of `text`: its first 100 characters. */
  value: string
  title?: string
  /** Whether it stands in the options or was added by `add`. */
  origin: 'options' | 'added'
  documents: number
  passages: number
  /** When it was looked at last, in ISO 8601. */
  checkedAt?: string
  /** When something in it changed last, in ISO 8601. */
  changedAt?: string
  /** Why the last look failed, wholly or in part; what was read before is still used. */
  error?: string
}

/** What the AI may answer from: kept in the storage, read again when it is due, and searched. */
export interface Knowledge {
  /** Sees to it that what the options name is stored and read. It does not wait for the reading. */
  start(): Promise<void>
  /** Ends what is being read; what was not stored yet is read again by whoever comes next. */
  stop(): Promise<void>
  /** There may be something to read. */
  wake(): void
  /** Whether a project has any source at all. */
  has(projectId: string): Promise<boolean>
  /** Best first; empty where nothing is relevant. */
  search(
    projectId: string,
    query: string,
    options?: { limit?: number; signal?: AbortSignal },
  ): Promise<FoundPassage[]>
  /** Reads a source at once and keeps it. @throws PocketPingError `BAD_REQUEST`, naming the field */
  add(source: KnowledgeSource, projectId: string): Promise<KnowledgeItem>
  /** Oldest first. */
  list(projectId: string): Promise<KnowledgeItem[]>
  /** Forgets a source that was added. @throws PocketPingError `NOT_FOUND`, `BAD_REQUEST` for one of the options */
  remove(id: string, projectId: string): Promise<void>
}
