import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import { createRecentMap } from '../conversation/recent-map.ts'
import { PocketPingError } from '../protocol/errors.ts'
import type { ProjectOptions, ResolvedProject } from './project-options.ts'
import type { Projects } from './projects.ts'
import { hashOf, opens } from './secret-keys.ts'

/**
 * Finds a project in the host's own database, by its id, its public key or one of its secret keys; `undefined` or
 * `null` where there is none. What it answers is kept for a minute.
 */
export type ProjectLookup = (
  key: string,
) => ProjectOptions | undefined | null | Promise<ProjectOptions | undefined | null>

interface LookupOptions {
  lookup: ProjectLookup
  /** Keys of the engine itself: they bring bridges, and open no project. */
  engineKeys: readonly string[]
  clock: Clock
  logger: Logger
  /** Checks what the host answered. @throws PocketPingError */
  resolve(given: ProjectOptions): ResolvedProject
}

interface Known {
  /** `undefined`: there is none. */
  project: ResolvedProject | undefined
  /** As it was when there was one: its conversations go on, with its names and rules. */
  last: ResolvedProject | undefined
  readAt: number
  /** The host said that it is no longer true. */
  isDoubtful: boolean
}

const FRESH_MS = 60_000

// Guesses must not reach the host's database each time, and a project made a moment ago must be found soon.
const MISSING_FRESH_MS = 5000

const MAX_KNOWN = 10_000

/** Projects that the host looks up. */
export function lookedUpProjects({ lookup, engineKeys, clock, logger, resolve }: LookupOptions): Projects {
  const byId = createRecentMap<Known>(MAX_KNOWN)
  const idsByName = createRecentMap<string>(MAX_KNOWN)
  const missing = createRecentMap<number>(MAX_KNOWN)
  const reading = new Map<string, Promise<ResolvedProject | undefined>>()
  const engineHashes = engineKeys.map(hashOf)
  let doubtfulBefore = Number.NEGATIVE_INFINITY
  let missingBefore = Number.NEGATIVE_INFINITY
  /** Counts what the host took back: an answer that was under way meanwhile may be the old one. */
  let takenBack = 0

  const keep = (id: string, project: ResolvedProject | undefined, since: number): void => {
    const last = project ?? byId.get(id)?.last
    byId.set(id, { project, last, readAt: clock.now(), isDoubtful: since !== takenBack })
  }

  const ask = async (key: string): Promise<ResolvedProject | undefined> => {
    const since = takenBack
    const given = await lookup(key)
    const project = given ? resolve(given) : undefined
    if (project) keep(project.id, project, since)
    return project
  }

  /** Whoever asks while it is being looked up gets the same answer. */
  const askOnce = (key: string): Promise<ResolvedProject | undefined> => {
    const running = reading.get(key)
    if (running !== undefined) return running
    const asked = ask(key).finally(() => {
      if (reading.get(key) === asked) reading.delete(key)
    })
    reading.set(key, asked)
    return asked
  }

  const isDoubtful = (known: Known): boolean => known.isDoubtful || known.readAt <= doubtfulBefore

  const isFresh = (known: Known): boolean => {
    const age = clock.now() - known.readAt
    return !isDoubtful(known) && age >= 0 && age < (known.project ? FRESH_MS : MISSING_FRESH_MS)
  }

  const readById = async (id: string): Promise<ResolvedProject | undefined> => {
    const since = takenBack
    const project = await askOnce(id)
    if (project?.id === id) return project
    keep(id, undefined, since)
    return undefined
  }

  /** As it is now. While the host's database is away, what was true a moment ago serves on. */
  const current = async (id: string): Promise<ResolvedProject | undefined> => {
    const known = byId.get(id)
    if (known && isFresh(known)) return known.project
    try {
      return await readById(id)
    } catch (error) {
      if (!known || isDoubtful(known)) throw error
      logger.warn('A project could not be looked up; it is used as it was', {
        project: id,
        reason: String(error),
      })
      return known.project
    }
  }

  /** `name` is what is remembered of `key`. */
  const findBy = async (
    key: string,
    name: string,
    isOf: (project: ResolvedProject) => boolean | Promise<boolean>,
    beforeAsking?: () => void,
  ): Promise<ResolvedProject | undefined> => {
    const id = idsByName.get(name)
    const known = id === undefined ? undefined : await current(id)
    if (known && (await isOf(known))) return known
    const missedAt = missing.get(name)
    const age = missedAt === undefined ? MISSING_FRESH_MS : clock.now() - missedAt
    if (age >= 0 && age < MISSING_FRESH_MS && (missedAt ?? 0) > missingBefore) return undefined
    beforeAsking?.()
    const project = await askOnce(key)
    if (project && (await isOf(project))) {
      idsByName.set(name, project.id)
      return project
    }
    missing.set(name, clock.now())
    return undefined
  }

  return {
    list: undefined,
    get: id => byId.get(id)?.last,
    know(id) {
      const known = byId.get(id)
      if (!known || isDoubtful(known)) return current(id)
      if (!isFresh(known)) {
        // Nobody waits for what is known: it is used as it was this once more. What fails is said there.
        current(id).catch(() => undefined)
      }
      return undefined
    },
    async find(idOrKey) {
      if (idOrKey === undefined)
        throw new PocketPingError(
          'BAD_REQUEST',
          'projectId: is needed here, because there are several projects.',
        )
      return findBy(
        idOrKey,
        `name ${idOrKey}`,
        ({ id, publicKey }) => id === idOrKey || publicKey === idOrKey,
      )
    },
    async openedBy(secretKey, beforeAsking) {
      const asked = await hashOf(secretKey)
      const isOf = async ({ secretKeys }: ResolvedProject): Promise<boolean> => {
        const matching = await Promise.all(secretKeys.map(async key => opens(await hashOf(key), asked)))
        return matching.includes(true)
      }
      // By its hash: keys are not kept in memory longer than they are needed.
      const project = await findBy(secretKey, `hash ${asked.join('.')}`, isOf, beforeAsking)
      return new Set(project ? [project.id] : [])
    },
    async mayCarryAll(secretKey) {
      const asked = await hashOf(secretKey)
      const matching = await Promise.all(engineHashes.map(async hash => opens(await hash, asked)))
      return matching.includes(true)
    },
    invalidate(id) {
      takenBack += 1
      // A key that was none until now may be one of this project's.
      missingBefore = clock.now()
      reading.clear()
      const known = id === undefined ? undefined : byId.get(id)
      if (known) known.isDoubtful = true
      else doubtfulBefore = clock.now()
    },
  }
}
