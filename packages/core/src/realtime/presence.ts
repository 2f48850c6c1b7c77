import type { Job, NewJob } from '../contracts/storage.ts'
import { changeSession } from '../conversation/change-session.ts'
import type { ConversationContext } from '../conversation/context.ts'
import type { Ending } from '../outbox/pump.ts'

/** Tells operators, on the card at the head of a thread, whether the visitor is on the site. */
export interface Presence {
  /** A client of the session is connected. */
  arrived(sessionId: string): void
  /** The last one has gone; it may be a reload, so nothing is said for a while. */
  left(sessionId: string): void
  /** Runs the look at a session that a process which died could not take any more. */
  look(job: Job): Promise<Ending>
  /** Everybody is let go, and comes back elsewhere: nobody leaves. */
  stop(): void
}

export const PRESENCE_KIND = 'presence'

// A reload, a tunnel, a change of networks.
export const GRACE_MS = 30_000

// How late it is found out that a visitor left while no process was there to see it.
const LOOK_EVERY_MS = 600_000

export function createPresence(
  context: ConversationContext,
  isHere: (sessionId: string) => boolean,
): Presence {
  const { clock, logger, storage } = context
  /** Sessions that are connected here, or were a moment ago: those have a timer. */
  const followed = new Map<string, (() => void) | undefined>()
  let isStopped = false

  const inBackground = (task: Promise<void>): void => {
    task.catch((error: unknown) =>
      logger.warn('Who is on the site could not be noted', { reason: String(error) }),
    )
  }

  /** Without bridges there is nobody to show it to. */
  const isShown = async (projectId: string): Promise<boolean> => {
    await context.knowProject(projectId)
    return context.bridgesOf(projectId).length > 0
  }

  const welcome = async (sessionId: string): Promise<void> => {
    const session = context.hot.get(sessionId)?.record ?? (await storage.findSession({ id: sessionId }))
    if (!session || !(await isShown(session.projectId))) return
    const job = lookAt(sessionId, clock.now() + LOOK_EVERY_MS)
    // In turn, also where nobody seems to have left: a farewell may be on its way to the storage.
    await changeSession(context, sessionId, draft => {
      if (draft.session.leftAt !== undefined) draft.patch({ leftAt: undefined })
      draft.job(job)
    })
  }

  const farewell = async (sessionId: string): Promise<void> => {
    const session = context.hot.get(sessionId)?.record ?? (await storage.findSession({ id: sessionId }))
    if (!session || !(await isShown(session.projectId))) return
    await changeSession(context, sessionId, draft => {
      if (!isHere(sessionId) && draft.session.leftAt === undefined) draft.patch({ leftAt: draft.now })
    })
  }

  return {
    arrived(sessionId) {
      if (isStopped) return
      const isKnown = followed.has(sessionId)
      followed.get(sessionId)?.()
      followed.set(sessionId, undefined)
      if (!isKnown) inBackground(welcome(sessionId))
    },
    left(sessionId) {
      if (isStopped) return
      const cancel = clock.after(GRACE_MS, () => {
        followed.delete(sessionId)
        if (!isStopped) inBackground(farewell(sessionId))
      })
      followed.set(sessionId, cancel)
    },
    async look(job) {
      const sessionId = job.lane.slice(PREFIX.length)
      if (followed.has(sessionId)) return { result: 'wait', until: clock.now() + LOOK_EVERY_MS }
      const session = await storage.findSession({ id: sessionId })
      if (session) await farewell(sessionId)
      return { result: 'done' }
    },
    stop() {
      isStopped = true
      for (const cancel of followed.values()) cancel?.()
    },
  }
}

const PREFIX = 'presence:'

function lookAt(sessionId: string, dueAt: number): NewJob {
  return { kind: PRESENCE_KIND, lane: `${PREFIX}${sessionId}`, dueAt, once: true }
}
