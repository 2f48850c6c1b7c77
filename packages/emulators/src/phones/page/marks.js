/**
 * @typedef {object} Marks
 * @property {(instance: string) => void} open Starts afresh when the emulator is another one than before.
 * @property {() => number} me The operator who holds the phone, 0 when nobody has chosen.
 * @property {(id: number) => void} takeOver
 * @property {(topicId: number) => number} read The last message that was read in a topic.
 * @property {(topicId: number, messageId: number) => void} markRead
 */

const key = 'pocketping-phone'

/**
 * Remembers over a reload who holds the phone and what was read. Where storage is blocked, it forgets.
 *
 * @returns {Marks}
 */
export function makeMarks() {
  /** @type {{ instance: string, me: number, read: Record<string, number> }} */
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
      const stored = load()
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

/** @returns {{ instance: string, me: number, read: Record<string, number> } | undefined} */
function load() {
  try {
    const value = JSON.parse(localStorage.getItem(key) ?? 'null')
    return typeof value?.instance === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
