import type { KnowledgeSource } from '../../contracts/knowledge.ts'
import { createRecentMap } from '../../conversation/recent-map.ts'
import { hexHash } from '../../conversation/tokens.ts'
import type { KnowledgeProject } from './knowledge-types.ts'

/** Which options of which project what is stored was brought in line with. */
export interface Followed {
  /** Follows the options by `follow`, unless the same were followed, or are being followed. True: they were not. */
  once(
    projectId: string,
    project: KnowledgeProject | undefined,
    follow: () => Promise<void>,
  ): Promise<boolean>
  /** What is stored is to be brought in line anew. */
  forget(projectId: string): void
}

const MAX_PROJECTS = 10_000

export function createFollowed(): Followed {
  const followed = createRecentMap<{ of: string; done: Promise<void> }>(MAX_PROJECTS)
  // The options of a project are one object as long as they are not read anew: their texts are hashed once, not at each
  // question.
  const hashes = new WeakMap<readonly KnowledgeSource[], Promise<string>>()

  const hashOf = (sources: readonly KnowledgeSource[]): Promise<string> => {
    const known = hashes.get(sources) ?? hexHash(JSON.stringify(sources))
    hashes.set(sources, known)
    return known
  }

  return {
    async once(projectId, project, follow) {
      const of = project ? `${project.refreshMs} ${await hashOf(project.sources)}` : ''
      const known = followed.get(projectId)
      if (known?.of === of) {
        await known.done
        return false
      }
      const done = follow()
      const mine = { of, done }
      followed.set(projectId, mine)
      try {
        await done
      } catch (error) {
        if (followed.get(projectId) === mine) followed.delete(projectId)
        throw error
      }
      return true
    },
    forget: projectId => followed.delete(projectId),
  }
}
