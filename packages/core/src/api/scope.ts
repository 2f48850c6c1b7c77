import type { ConversationContext } from '../conversation/context.ts'
import { PocketPingError } from '../protocol/errors.ts'

/** What a caller may see and touch: some projects, or (the host app itself) all. */
export interface Scope {
  has(projectId: string): boolean
  /** The project that is meant: the named one, or the only one. @throws PocketPingError */
  project(projectId: string | undefined): Promise<string>
  /** Ids of the projects; `undefined` where they cannot be listed. */
  readonly ids: readonly string[] | undefined
}

/** What a secret key opens. */
export function scopeOfKey(opened: ReadonlySet<string>): Scope {
  const ids = [...opened]
  return {
    ids,
    has: id => opened.has(id),
    async project(projectId) {
      if (projectId === undefined) return onlyOne(ids)
      if (!opened.has(projectId)) throw noSuchProject()
      return projectId
    },
  }
}

interface KnownProjects {
  readonly list: readonly { id: string }[] | undefined
  find(idOrKey: string): Promise<{ id: string } | undefined>
}

/** Everything: the host app calls its own engine. */
export function scopeOfHost(projects: KnownProjects): Scope {
  const ids = projects.list?.map(({ id }) => id)
  return {
    ids,
    has: () => true,
    async project(projectId) {
      if (projectId === undefined) return onlyOne(ids ?? [])
      const project = await projects.find(projectId)
      if (!project) throw noSuchProject()
      return project.id
    },
  }
}

function onlyOne(ids: readonly string[]): string {
  const [id] = ids
  if (id !== undefined && ids.length === 1) return id
  throw new PocketPingError('BAD_REQUEST', 'projectId: say which project is meant; there are several.')
}

function noSuchProject(): PocketPingError {
  return new PocketPingError('PROJECT_NOT_FOUND', 'projectId: there is no such project.')
}

/** Sees to it that a session is the caller's: "not yours" and "not there" look the same. @throws PocketPingError */
export async function requireSession(
  { storage }: Pick<ConversationContext, 'storage'>,
  scope: Scope,
  sessionId: string,
): Promise<NonNullable<Awaited<ReturnType<typeof storage.findSession>>>> {
  const session = await storage.findSession({ id: sessionId })
  if (!session || !scope.has(session.projectId)) throw noSuchSession()
  return session
}

export function noSuchSession(): PocketPingError {
  return new PocketPingError('SESSION_NOT_FOUND', 'Session not found')
}
