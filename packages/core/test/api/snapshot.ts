import type { Storage } from '../../src/contracts/storage.ts'
import { KEYS } from './api-stage.ts'

/** Everything that a storage holds, as one text, to find out whether anything was changed. */
export async function snapshot(storage: Storage): Promise<string> {
  const projects = Object.keys(KEYS)
  const pages = await Promise.all(projects.map(projectId => storage.listSessions({ projectId, limit: 1000 })))
  const sessions = await Promise.all(
    pages.flat().map(async session => ({
      session,
      messages: await storage.listMessages({ sessionId: session.id, afterOrder: 0, limit: 1000 }),
      kept: await storage.listKept(session.id),
    })),
  )
  const values = await storage.listValues('')
  const events = await storage.listEvents({ limit: 1000 })
  return JSON.stringify({ sessions, values, events, jobs: await storage.countJobs() }, undefined, 1)
}
