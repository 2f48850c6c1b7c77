import type { Storage } from '../../contracts/storage.ts'
import { buildProjectIndex, type ProjectIndex } from './project-index.ts'
import { versionKey } from './source-record.ts'
import type { Sources } from './sources.ts'
import type { StoredDocument } from './stored-document.ts'
import { createWeighedMap } from './weighed-map.ts'

/** The indexes of the projects that were asked last. */
export interface Indexes {
  /** As the storage stands now, whichever process changed it; `undefined` where there is nothing. */
  of(projectId: string): Promise<ProjectIndex | undefined>
  /** Builds that of a project anew where it was used and is old, so that the next search need not wait. */
  warm(projectId: string): Promise<void>
}

interface Kept {
  version: string
  index: ProjectIndex
}

// Passages of all projects whose indexes are kept; those with long vectors take about 13 kB each.
const MAX_PASSAGES = 40_000
// What a project takes beside its passages, as if it were some.
const OWN_WEIGHT = 50

export function createIndexes({ storage, sources }: { storage: Storage; sources: Sources }): Indexes {
  const kept = createWeighedMap<Kept>(MAX_PASSAGES, ({ index }) => index.size + OWN_WEIGHT)
  const building = new Map<string, { version: string; built: Promise<Kept> }>()

  const build = async (projectId: string, version: string): Promise<Kept> => {
    const documents = new Map<string, readonly StoredDocument[]>()
    for (const record of await sources.list(projectId))
      documents.set(record.id, [...(await sources.documentsOf(record)).documents.values()])
    return { version, index: await buildProjectIndex(documents) }
  }

  const current = async (projectId: string): Promise<Kept | undefined> => {
    const key = versionKey(projectId)
    const version = (await storage.listValues(key)).find(value => value.key === key)?.value
    if (typeof version !== 'string') return undefined
    const known = kept.get(projectId)
    if (known?.version === version) return known
    const underWay = building.get(projectId)
    if (underWay?.version === version) return underWay.built
    const built = build(projectId, version)
    building.set(projectId, { version, built })
    try {
      const result = await built
      if (building.get(projectId)?.built === built) kept.set(projectId, result)
      return result
    } finally {
      if (building.get(projectId)?.built === built) building.delete(projectId)
    }
  }

  return {
    of: async projectId => (await current(projectId))?.index,
    async warm(projectId) {
      if (kept.get(projectId)) await current(projectId)
    },
  }
}
