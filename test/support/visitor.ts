import type { PocketPing } from '@pocketping/core'

/** A visitor over HTTP, who finds whichever engine runs at the moment. */
export interface HttpVisitor {
  /** Writes; throws where it is not acknowledged. */
  write(text: string): Promise<void>
  /** Says who they are. */
  identify(identity: { name: string; email?: string }): Promise<void>
  /** All that stands in the conversation, as the visitor reads it, oldest first. */
  talk(): Promise<string[]>
  /** What stands on the newest page of the conversation, notes of the system too, each with who said it. */
  seen(): Promise<string[]>
}

interface WireMessage {
  type: string
  content: string
  order: number
  deletedAt?: number
}

/** Opens a conversation, from a page where one is given. */
export async function startVisitor(
  engine: () => PocketPing,
  page?: { url: string; title?: string },
): Promise<HttpVisitor> {
  const ask = async (method: string, path: string, body?: unknown, token?: string): Promise<unknown> => {
    const headers = new Headers(token ? { authorization: `Bearer ${token}` } : {})
    const init = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const response = await engine().fetch(new Request(`http://shop.example${path}`, init))
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const { token } = (await ask('POST', '/widget/sessions', page ? { page } : {})) as { token: string }
  const read = async (before?: number): Promise<WireMessage[]> => {
    const path = `/widget/messages${before === undefined ? '' : `?before=${before}`}`
    return ((await ask('GET', path, undefined, token)) as { messages: WireMessage[] }).messages
  }
  let written = 0
  return {
    async write(content) {
      written += 1
      const id = `msg_visitor${String(written).padStart(6, '0')}`
      await ask('POST', '/widget/commands', { type: 'send', id, content }, token)
    },
    async identify(identity) {
      await ask('POST', '/widget/commands', { type: 'identify', identity }, token)
    },
    async talk() {
      const all: WireMessage[] = []
      for (let before: number | undefined; ; before = all[0]?.order) {
        const messages = await read(before)
        if (messages.length === 0) break
        all.unshift(...messages)
      }
      return all
        .filter(({ type, deletedAt }) => type !== 'system' && deletedAt === undefined)
        .map(({ content }) => content)
    },
    async seen() {
      return (await read()).map(({ type, content }) => `${type}: ${content}`)
    },
  }
}
