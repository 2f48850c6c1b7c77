/** @typedef {import('../phone.ts').Id} Id */
/** @typedef {import('../phone.ts').PhoneMessage} PhoneMessage */
/** @typedef {import('../phone.ts').PhoneTopic} PhoneTopic */
/** @typedef {import('../phone.ts').PlatformName} PlatformName */

/**
 * @template {PhoneTopic} Topic
 * @template {PhoneMessage} Message
 * @typedef {import('../phone.ts').Snapshot<Topic, Message> & { instance?: string }} Snapshot
 */

/**
 * @typedef {object} LinkEvents
 * @property {(snapshot: never) => void} onSnapshot
 * @property {(message: never) => void} onMessage
 * @property {(topic: never) => void} onTopic
 * @property {(isConnected: boolean) => void} onConnection
 */

/** @type {EventSource | undefined} */
let shared

/**
 * Follows what happens on a platform. All phones share one connection; the browser renews it by itself, and each
 * starts with a snapshot.
 *
 * @param {PlatformName} platform
 * @param {LinkEvents} events
 */
export function follow(platform, events) {
  shared ??= new EventSource('/phones/events')
  const source = shared
  /** @type {(name: string, take: (data: never) => void) => void} */
  const on = (name, take) => {
    source.addEventListener(`${platform} ${name}`, event =>
      take(/** @type {never} */ (JSON.parse(event.data))),
    )
  }
  on('snapshot', events.onSnapshot)
  on('message', events.onMessage)
  on('topic', events.onTopic)
  source.addEventListener('open', () => events.onConnection(true))
  source.addEventListener('error', () => events.onConnection(false))
}

/**
 * Does something on a phone. Rejects with the platform's words when it cannot be done.
 *
 * @param {PlatformName} platform
 * @param {string} deed
 * @param {Record<string, unknown>} details
 * @returns {Promise<void>}
 */
export async function perform(platform, deed, details) {
  const response = await fetch(`/phones/${platform}/do`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ deed, ...details }),
  })
  if (!response.ok) throw new Error(await response.text())
}
