import type { Bridge, Inbox, Post } from '../contracts/bridge.ts'

/** A platform of one room, for tests of everything but bridges: it keeps what it is told. */
export interface Desk extends Bridge {
  posts: Post[]
  inbox(): Inbox
}

/** Takes every post at once, and calls at `B/bridges/desk`, which it answers with what was sent. */
export function desk(): Desk {
  const posts: Post[] = []
  let opened: Inbox | undefined
  let ids = 0
  const nextId = (): string => String(++ids)

  return {
    id: 'desk',
    capabilities: { maxLength: 100_000, edits: true, removals: true, commandPrefixes: [] },
    posts,
    inbox() {
      if (!opened) throw new Error('The desk was not started.')
      return opened
    },
    async start(inbox) {
      opened = inbox
    },
    async stop() {
      opened = undefined
    },
    openThread: async ({ sessionId }) => ({ threadId: `thread-${sessionId}` }),
    updateThread: async () => undefined,
    closeThread: async () => undefined,
    reopenThread: async () => undefined,
    async send(_threadId, post) {
      posts.push(post)
      return [nextId()]
    },
    async edit(_threadId, platformIds, post) {
      posts.push(post)
      return [...platformIds]
    },
    remove: async () => undefined,
    async handleWebhook(request) {
      const url = new URL(request.url)
      if (url.searchParams.has('silent')) return new Response(null, { status: 204 })
      if (url.searchParams.has('refused')) return new Response('no', { status: 403 })
      return Response.json(
        {
          method: request.method,
          path: url.pathname,
          secret: request.headers.get('x-secret'),
          body: await request.text(),
        },
        { status: 202, headers: { 'x-desk': 'yes' } },
      )
    },
  }
}
