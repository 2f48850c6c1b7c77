import type { CopyRecord, ThreadRecord } from '../contracts/records.ts'
import type { Batch, CopyQuery, KeptOfSession, ThreadKey } from '../contracts/storage.ts'
import { pair } from './memory-pair.ts'

type CopyKey = NonNullable<Batch['forgotten']>[number]

/** Where sessions and messages stand on the platforms: threads and copies, found by either end. */
export interface MemoryPlaces {
  findThread(key: ThreadKey): ThreadRecord | undefined
  listCopies(query: CopyQuery): CopyRecord[]
  putThread(thread: ThreadRecord): void
  putCopy(copy: CopyRecord): void
  forgetCopy(key: CopyKey): void
  listOf(sessionId: string): Pick<KeptOfSession, 'threads' | 'copies'>
  erase(sessionId: string): void
}

interface PlacesOfSession {
  /** By bridge and thread id. */
  threads: Map<string, ThreadRecord>
  /** By bridge and message, then by platform id. */
  copies: Map<string, Map<string, CopyRecord>>
}

export function memoryPlaces(): MemoryPlaces {
  const threads = new Map<string, ThreadRecord>()
  /** By bridge and platform id, then by message. */
  const copies = new Map<string, Map<string, CopyRecord>>()
  const sessions = new Map<string, PlacesOfSession>()

  function placesOf(sessionId: string): PlacesOfSession {
    let places = sessions.get(sessionId)
    if (places === undefined) {
      places = { threads: new Map(), copies: new Map() }
      sessions.set(sessionId, places)
    }
    return places
  }

  function listOf(sessionId: string): Pick<KeptOfSession, 'threads' | 'copies'> {
    const places = sessions.get(sessionId)
    if (places === undefined) return { threads: [], copies: [] }
    const ofMessages = [...places.copies.values()]
    return {
      threads: [...places.threads.values()],
      copies: ofMessages.flatMap(ofMessage => [...ofMessage.values()]),
    }
  }

  function forgetCopy({ bridgeId, platformId, messageId }: CopyKey): void {
    const key = pair(bridgeId, platformId)
    const sharing = copies.get(key)
    const copy = sharing?.get(messageId)
    if (sharing === undefined || copy === undefined) return
    sharing.delete(messageId)
    if (sharing.size === 0) copies.delete(key)
    sessions.get(copy.sessionId)?.copies.get(pair(bridgeId, messageId))?.delete(platformId)
  }

  return {
    forgetCopy,
    listOf,

    findThread(key) {
      if ('threadId' in key) return threads.get(pair(key.bridgeId, key.threadId))
      let current: ThreadRecord | undefined
      for (const thread of sessions.get(key.sessionId)?.threads.values() ?? []) {
        if (thread.bridgeId !== key.bridgeId) continue
        if (current === undefined || thread.generation > current.generation) current = thread
      }
      return current
    },

    listCopies(query) {
      if ('platformId' in query)
        return [...(copies.get(pair(query.bridgeId, query.platformId))?.values() ?? [])]
      const messages = sessions.get(query.sessionId)?.copies
      return [...new Set(query.messageIds)].flatMap(id =>
        [...(messages?.get(pair(query.bridgeId, id))?.values() ?? [])].sort((a, b) => a.part - b.part),
      )
    },

    putThread(thread) {
      const key = pair(thread.bridgeId, thread.threadId)
      const previous = threads.get(key)
      if (previous !== undefined) sessions.get(previous.sessionId)?.threads.delete(key)
      threads.set(key, thread)
      placesOf(thread.sessionId).threads.set(key, thread)
    },

    putCopy(copy) {
      forgetCopy(copy)
      const { bridgeId, platformId, sessionId, messageId } = copy
      child(copies, pair(bridgeId, platformId)).set(messageId, copy)
      child(placesOf(sessionId).copies, pair(bridgeId, messageId)).set(platformId, copy)
    },

    erase(sessionId) {
      const { threads: ownThreads, copies: ownCopies } = listOf(sessionId)
      for (const { bridgeId, threadId } of ownThreads) threads.delete(pair(bridgeId, threadId))
      ownCopies.forEach(forgetCopy)
      sessions.delete(sessionId)
    },
  }
}

function child<V>(parent: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let map = parent.get(key)
  if (map === undefined) {
    map = new Map()
    parent.set(key, map)
  }
  return map
}
