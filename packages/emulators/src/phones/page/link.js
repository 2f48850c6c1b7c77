/** @typedef {import('../../telegram/views.ts').MessageView} MessageView */
/** @typedef {import('../../telegram/views.ts').TopicView} TopicView */
/** @typedef {import('../../telegram/wire.ts').User} User */

/**
 * @typedef {object} Snapshot
 * @property {string} [instance]
 * @property {{ id: number, title: string }} chat
 * @property {User} bot
 * @property {User[]} operators
 * @property {{ command: string, description: string }[]} commands
 * @property {TopicView[]} topics
 * @property {MessageView[]} messages
 */

/**
 * @typedef {object} LinkEvents
 * @property {(snapshot: Snapshot) => void} onSnapshot
 * @property {(message: MessageView) => void} onMessage
 * @property {(topic: TopicView) => void} onTopic
 * @property {(isConnected: boolean) => void} onConnection
 */

/**
 * Follows what happens on the platform. The browser reconnects by itself, and each connection starts with a snapshot.
 *
 * @param {LinkEvents} events
 * @returns {() => void} Ends it.
 */
export function follow(events) {
  const source = new EventSource('/phones/telegram/events')
  /** @type {(name: string, take: (data: never) => void) => void} */
  const on = (name, take) => {
    source.addEventListener(name, event => take(/** @type {never} */ (JSON.parse(event.data))))
  }
  on('snapshot', events.onSnapshot)
  on('chat', events.onSnapshot)
  on('message', events.onMessage)
  on('topic', events.onTopic)
  source.addEventListener('open', () => events.onConnection(true))
  source.addEventListener('error', () => events.onConnection(false))
  return () => source.close()
}

/**
 * Does something on the phone. Rejects with the platform's words when it cannot be done.
 *
 * @param {string} deed
 * @param {Record<string, unknown>} details
 * @returns {Promise<void>}
 */
export async function perform(deed, details) {
  const response = await fetch('/phones/telegram/do', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deed, ...details }),
  })
  if (!response.ok) throw new Error(await response.text())
}
