import type { CopyRecord, ThreadRecord } from '../contracts/records.ts'
import type { Batch, CopyQuery, ThreadKey } from '../contracts/storage.ts'
import { pair } from './memory-pair.ts'

type CopyKey = NonNullable<Batch['forgotten']>[number]

/** Where sessions and messages stand on the platforms: threads and copies, found by either end. */
export interface MemoryPlaces {
  findThread(key: ThreadKey): ThreadRecord | undefined
  listCopies(query: CopyQuery): CopyRecord[]
  putThread(thread: ThreadRecord): void
  putCopy(copy: CopyRecord): void
  forgetCopy(key: CopyKey): void
}

export function memoryPlaces(): MemoryPlaces {
  const threads = new Map<string, ThreadRecord>()
  const threadsOfSession = new Map<string, Map<string, ThreadRecord>>()
  /** By bridge and platform id, then by message. */
  const copies = new Map<string, Map<string, CopyRecord>>()
  /** By session and bridge, then by message, then by platform id. */
  const copiesOfMessage = new Map<string, Map<string, Map<string, CopyRecord>>>()

  function forgetCopy({ bridgeId, platformId, messageId }: CopyKey): void {
    const key = pair(bridgeId, platformId)
    const sharing = copies.get(key)
    const copy = sharing?.get(messageId)
    if (sharing === undefined || copy === undefined) return
    sharing.delete(messageId)
    if (sharing.size === 0) copies.delete(key)
    copiesOfMessage.get(pair(copy.sessionId, bridgeId))?.get(messageId)?.delete(platformId)
  }

  return {
    forgetCopy,

    findThread(key) {
      if ('threadId' in key) return threads.get(pair(key.bridgeId, key.threadId))
      let current: ThreadRecord | undefined
      for (const thread of threadsOfSession.get(pair(key.sessionId, key.bridgeId))?.values() ?? []) {
        if (current === undefined || thread.generation > current.generation) current = thread
      }
      return current
    },

    listCopies(query) {
      if ('platformId' in query)
        return [...(copies.get(pair(query.bridgeId, query.platformId))?.values() ?? [])]
      const messages = copiesOfMessage.get(pair(query.sessionId, query.bridgeId))
      return [...new Set(query.messageIds)].flatMap(id =>
        [...(messages?.get(id)?.values() ?? [])].sort((a, b) => a.part - b.part),
      )
    },

    putThread(thread) {
      const key = pair(thread.bridgeId, thread.threadId)
      const previous = threads.get(key)
      if (previous !== undefined)
        threadsOfSession.get(pair(previous.sessionId, previous.bridgeId))?.delete(previous.threadId)
      threads.set(key, thread)
      child(threadsOfSession, pair(thread.sessionId, thread.bridgeId)).set(thread.threadId, thread)
    },

    putCopy(copy) {
      forgetCopy(copy)
      const { bridgeId, platformId, sessionId, messageId } = copy
      child(copies, pair(bridgeId, platformId)).set(messageId, copy)
      child(child(copiesOfMessage, pair(sessionId, bridgeId)), messageId).set(platformId, copy)
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
