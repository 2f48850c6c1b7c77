import type { FoundPassage, Knowledge, KnowledgeItem } from '../ai/knowledge/knowledge.ts'
import type { KnowledgeSource } from '../contracts/knowledge.ts'
import type { Scope } from './scope.ts'

/** Which project is meant; needed only where there are several. */
export interface KnowledgeOptions {
  projectId?: string
}

/** What the AI may answer from, beside what stands in the options. */
export interface KnowledgeApi {
  /**
   * Reads a source and keeps it, for all processes. The same one twice is one. Where it cannot be read now, the answer says
   * so in `error`, and it is tried again. @throws PocketPingError `BAD_REQUEST`, `PROJECT_NOT_FOUND`
   */
  add(source: KnowledgeSource, options?: KnowledgeOptions): Promise<KnowledgeItem>
  /** All sources, those of the options too. @throws PocketPingError `PROJECT_NOT_FOUND` */
  list(options?: KnowledgeOptions): Promise<KnowledgeItem[]>
  /** Removes a source with all that was read from it. @throws PocketPingError `BAD_REQUEST` for one of the options, `PROJECT_NOT_FOUND` */
  remove(id: string, options?: KnowledgeOptions): Promise<void>
  /** What the AI would be given for a question, best first. @throws PocketPingError `PROJECT_NOT_FOUND` */
  search(query: string, options?: KnowledgeOptions & { limit?: number }): Promise<FoundPassage[]>
}

/** The methods behind `pp.knowledge`. */
export function knowledgeApi(knowledge: Knowledge, scope: () => Promise<Scope>): KnowledgeApi {
  const projectOf = async ({ projectId }: KnowledgeOptions): Promise<string> =>
    (await scope()).project(projectId)
  return {
    add: async (source, options = {}) => knowledge.add(source, await projectOf(options)),
    list: async (options = {}) => knowledge.list(await projectOf(options)),
    remove: async (id, options = {}) => knowledge.remove(id, await projectOf(options)),
    async search(query, { limit, ...options } = {}) {
      const projectId = await projectOf(options)
      return knowledge.search(projectId, query, limit === undefined ? {} : { limit })
    },
  }
}
