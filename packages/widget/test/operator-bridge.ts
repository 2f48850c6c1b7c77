import type { Bridge, Inbound, InboundAuthor, Inbox } from '@pocketping/core'

/** A platform in memory, on which a test is the operator. */
export interface OperatorBridge extends Bridge {
  /** What the visitor's side posted, oldest first. */
  readonly posts: { threadId: string; id: string; text: string }[]
  readonly author: InboundAuthor
  hand(inbound: Inbound): Promise<void>
  /** Until it is ended, nothing is delivered. */
  hold(): () => void
}

export function operatorBridge(): OperatorBridge {
  const posts: OperatorBridge['posts'] = []
  let inbox: Inbox | undefined
  let count = 0
  let gate: Promise<void> = Promise.resolve()
  const nextId = (): string => `platform-${++count}`
  return {
    id: 'operator',
    capabilities: { maxLength: 4096, edits: true, removals: true, commandPrefixes: ['/'] },
    posts,
    author: { id: 'ada', name: 'Ada Lovelace' },
    async hand(inbound) {
      await inbox?.receive(inbound)
    },
    hold() {
      const { promise, resolve } = Promise.withResolvers<void>()
      gate = promise
      return resolve
    },
    async start(given) {
      inbox = given
    },
    async stop() {
      inbox = undefined
    },
    async openThread({ sessionId }) {
      await gate
      return { threadId: `thread of ${sessionId}` }
    },
    async updateThread() {
      return undefined
    },
    async closeThread() {},
    async reopenThread() {},
    async send(threadId, post) {
      await gate
      const ids = post.items.map(nextId)
      post.items.forEach((item, index) => {
        // What operators and the system say is shown on a platform too.
        if (item.from !== 'visitor' && item.from !== 'event') return
        posts.push({
          threadId,
          id: ids[index] ?? '',
          text: item.event ? `event ${item.event.name}` : item.text,
        })
      })
      return ids
    },
    async edit(_threadId, ids, post) {
      const known = posts.find(({ id }) => id === ids[0])
      if (known) known.text = post.items.map(({ text }) => text).join('\n')
      return [...ids]
    },
    async remove(_threadId, ids) {
      for (const id of ids) {
        const index = posts.findIndex(post => post.id === id)
        if (index >= 0) posts.splice(index, 1)
      }
    },
  }
}
