/** @typedef {import('./link.js').Id} Id */

/**
 * @typedef {object} Marks
 * @property {(instance: string) => void} open Starts afresh when the emulator is another one than before.
 * @property {() => Id} me The operator who holds the phone, 0 when nobody has chosen.
 * @property {(id: Id) => void} takeOver
 * @property {(topicId: Id) => Id} read The last message that was read in a topic, 0 when none was.
 * @property {(topicId: Id, messageId: Id) => void} markRead
 */

/** @typedef {{ instance: string, me: Id, read: Record<string, Id> }} Kept */

/**
 * Remembers over a reload who holds a phone and what was read. Where storage is blocked, it forgets.
 *
 * @param {import('./link.js').PlatformName} platform
 * @returns {Marks}
 */
export function makeMarks(platform) {
  const key = `pocketping-phone-${platform}`
  /** @type {Kept} */
  let kept = { instance: '', me: 0, read: {} }

  const save = () => {
    try {
      localStorage.setItem(key, JSON.stringify(kept))
    } catch {
      // Blocked or full: the phone works without a memory.
    }
  }

  return {
    open(instance) {
      const stored = load(key)
      kept = stored?.instance === instance ? stored : { instance, me: 0, read: {} }
      save()
    },
    me: () => kept.me,
    takeOver(id) {
      kept.me = id
      save()
    },
    read: topicId => kept.read[`${kept.me} ${topicId}`] ?? 0,
    markRead(topicId, messageId) {
      kept.read[`${kept.me} ${topicId}`] = messageId
      save()
    },
  }
}

/**
 * @param {string} key
 * @returns {Kept | undefined}
 */
function load(key) {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? 'null')
    return typeof value?.instance === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
