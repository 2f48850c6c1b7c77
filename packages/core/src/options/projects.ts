import { PocketPingError } from '../protocol/errors.ts'
import type { ResolvedProject } from './project-options.ts'
import { hashOf, opens } from './secret-keys.ts'

/** Knows the projects: those of the options, or those that the host looks up. */
export interface Projects {
  /** A project as it was last read; what came by `know` or `find` before is there. */
  get(id: string): ResolvedProject | undefined
  /** Sees to it that `get` knows this one. `undefined`: nothing to wait for. */
  know(id: string): Promise<unknown> | undefined
  /** By id or public key; without either, the only one there is. */
  find(idOrKey: string | undefined): Promise<ResolvedProject | undefined>
  /**
   * Ids of the projects that a secret key opens; none where it opens nothing. `beforeAsking` is called before the host is
   * asked about a key that is not known here, and may refuse by throwing.
   */
  openedBy(secretKey: string, beforeAsking?: () => void): Promise<ReadonlySet<string>>
  /** True where the key may bring a bridge, which carries the conversations of every project. */
  mayCarryAll(secretKey: string): Promise<boolean>
  /** All of them; `undefined` where they are looked up one by one. */
  readonly list: readonly ResolvedProject[] | undefined
  /** What was looked up is no longer true: of this project, or of all. */
  invalidate(id?: string): void
}

/** Projects that stand in the options. */
export function listedProjects(list: readonly ResolvedProject[]): Projects {
  const byName = new Map<string, ResolvedProject>()
  for (const project of list) {
    byName.set(project.id, project)
    if (project.publicKey) byName.set(project.publicKey, project)
  }
  const only = list.length === 1 ? list[0] : undefined
  const keys = list.flatMap(({ id, secretKeys }) => secretKeys.map(key => ({ id, hash: hashOf(key) })))

  const openedBy = async (secretKey: string): Promise<ReadonlySet<string>> => {
    const asked = await hashOf(secretKey)
    // Each of them is compared, to the end: how far a guess was right must not show.
    const matching = await Promise.all(
      keys.map(async ({ id, hash }) => (opens(await hash, asked) ? [id] : [])),
    )
    return new Set(matching.flat())
  }

  return {
    list,
    get: id => {
      const project = byName.get(id)
      return project?.id === id ? project : undefined
    },
    know: () => undefined,
    find: async idOrKey => (idOrKey === undefined ? only : byName.get(idOrKey)),
    openedBy,
    async mayCarryAll(secretKey) {
      const opened = await openedBy(secretKey)
      return list.every(({ id }) => opened.has(id))
    },
    invalidate() {
      throw new PocketPingError('INVALID_OPTIONS', 'invalidateProject(): projects are not looked up here.')
    },
  }
}
