import type { DatabaseSync } from 'node:sqlite'

/** Where one message stands: its order in the session, its number in the table, and the hash of its id. */
export interface Place {
  place: number
  number: number
  hash: number
}

/** As many messages of a session are put into a block at once. */
const BLOCK_PLACES = 16
const PLACE_BYTES = 14
export const BLOCK_BYTES: number = BLOCK_PLACES * PLACE_BYTES

/**
 * Finds the messages of a session. The newest few stand in the session's own row, which is written with every
 * message anyhow; whenever they fill a block they go into the tables that find the older ones. Writing those
 * for each message would double what a commit costs.
 */
export interface Places {
  /** Numbers of the messages before a place, newest first. */
  before(session: number, place: number, limit: number): number[]
  /** Numbers of the messages after a place, oldest first. */
  after(session: number, place: number, limit: number): number[]
  /** Numbers of the messages whose id may be the one with this hash. */
  withHash(session: number, hash: number): number[]
  /** Puts the recent places into a block, if they fill one. */
  fillBlock(session: number): void
  /** Adds a place that need not come after all others. */
  insert(session: number, place: Place): void
  /** Forgets every place of a session but those in its own row, and answers the numbers of all its messages. */
  erase(session: number): number[]
}

export function places(database: DatabaseSync): Places {
  const recent = database.prepare('SELECT recent FROM session_state WHERE key = ?')
  const setRecent = database.prepare('UPDATE session_state SET recent = ? WHERE key = ?')
  const blocksBefore = database.prepare(
    `SELECT places FROM message_blocks WHERE session = ? AND first_place < ? ORDER BY first_place DESC LIMIT ?`,
  )
  const blocksAfter = database.prepare(
    `SELECT places FROM message_blocks WHERE session = ? AND first_place >=
     coalesce((SELECT max(first_place) FROM message_blocks WHERE session = ? AND first_place <= ?), 0)
     ORDER BY first_place LIMIT ?`,
  )
  const putBlock = database.prepare(
    'INSERT INTO message_blocks (session, first_place, places) VALUES (?, ?, ?)',
  )
  const removeBlock = database.prepare('DELETE FROM message_blocks WHERE session = ? AND first_place = ?')
  // Most ids that are looked for are new. Handing out the bytes would cost more than looking through them here.
  const isThere = database.prepare(
    `SELECT 1 FROM session_state WHERE key = ? AND (instr(recent, ?) > 0
     OR EXISTS (SELECT 1 FROM message_ids WHERE session = key AND hash = ?))`,
  )
  const idsByHash = database.prepare('SELECT number FROM message_ids WHERE session = ? AND hash = ?')
  const putId = database.prepare('INSERT INTO message_ids (session, hash, number) VALUES (?, ?, ?)')

  const allBlocks = database.prepare('SELECT places FROM message_blocks WHERE session = ?')
  const removeBlocks = database.prepare('DELETE FROM message_blocks WHERE session = ?')
  const removeIds = database.prepare('DELETE FROM message_ids WHERE session = ?')

  const hashBytes = Buffer.alloc(4)
  const recentOf = (session: number) => decoded(recent.get(session)?.recent)
  const decodedBlock = (row: Record<string, unknown>) => decoded(row.places)
  // The first may hold places beyond the bound, so one more.
  const blocksFor = (limit: number) => Math.ceil(limit / BLOCK_PLACES) + 1

  function fillBlock(session: number): void {
    const filled = recentOf(session)
    if (filled.length < BLOCK_PLACES) return
    putBlock.run(session, filled[0]?.place ?? 0, encoded(filled))
    for (const { hash, number } of filled) putId.run(session, hash, number)
    setRecent.run(new Uint8Array(), session)
  }

  return {
    before(session, place, limit) {
      const isBefore = (each: Place) => each.place < place
      let found = recentOf(session).filter(isBefore).slice(-limit)
      if (found.length < limit) {
        const blocks = blocksBefore.all(session, place, blocksFor(limit)).reverse()
        found = [...blocks.flatMap(decodedBlock).filter(isBefore), ...found].slice(-limit)
      }
      return found.reverse().map(({ number }) => number)
    },

    after(session, place, limit) {
      const blocks = blocksAfter.all(session, session, place, blocksFor(limit))
      return [...blocks.flatMap(decodedBlock), ...recentOf(session)]
        .filter(each => each.place > place)
        .slice(0, limit)
        .map(({ number }) => number)
    },

    withHash(session, hash) {
      hashBytes.writeInt32BE(hash)
      if (isThere.get(session, hashBytes, hash) === undefined) return []
      const recent = recentOf(session).filter(each => each.hash === hash)
      const older = idsByHash.all(session, hash) as unknown as Pick<Place, 'number'>[]
      return [...recent, ...older].map(({ number }) => number)
    },

    fillBlock,

    insert(session, added) {
      const newest = decoded(blocksBefore.get(session, Number.MAX_SAFE_INTEGER, 1)?.places).at(-1)
      if (newest === undefined || newest.place < added.place) {
        setRecent.run(encoded([...recentOf(session), added]), session)
        fillBlock(session)
        return
      }
      const block = decoded(blocksAfter.get(session, session, added.place, 1)?.places)
      removeBlock.run(session, block[0]?.place ?? 0)
      putBlock.run(session, Math.min(block[0]?.place ?? 0, added.place), encoded([...block, added]))
      putId.run(session, added.hash, added.number)
    },

    erase(session) {
      const found = [...allBlocks.all(session).flatMap(decodedBlock), ...recentOf(session)]
      removeBlocks.run(session)
      removeIds.run(session)
      return found.map(({ number }) => number)
    },
  }
}

/** As bytes, in the order of the places. */
export function encoded(places: readonly Place[]): Uint8Array {
  const bytes = Buffer.allocUnsafe(places.length * PLACE_BYTES)
  const sorted = places.length > 1 ? places.toSorted((a, b) => a.place - b.place) : places
  let offset = 0
  for (const { place, number, hash } of sorted) {
    bytes.writeUInt32BE(place, offset)
    bytes.writeUIntBE(number, offset + 4, 6)
    bytes.writeInt32BE(hash, offset + 10)
    offset += PLACE_BYTES
  }
  return bytes
}

function decoded(places: unknown): Place[] {
  if (!(places instanceof Uint8Array)) return []
  const bytes = Buffer.from(places.buffer, places.byteOffset, places.length)
  const found: Place[] = []
  for (let offset = 0; offset < bytes.length; offset += PLACE_BYTES)
    found.push({
      place: bytes.readUInt32BE(offset),
      number: bytes.readUIntBE(offset + 4, 6),
      hash: bytes.readInt32BE(offset + 10),
    })
  return found
}
