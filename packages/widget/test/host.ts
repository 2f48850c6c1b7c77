import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import {
  type JsonObject,
  type Message,
  PocketPing,
  type ProjectOptions,
  type Session,
} from '@pocketping/core'
import { attachWebSockets, toNodeHandler } from '@pocketping/core/node'
import { type OperatorBridge, operatorBridge } from './operator-bridge.ts'

export type Blocked = 'socket' | 'stream' | 'poll' | 'commands' | 'sessions' | 'extras' | 'settings'

/** A site with the widget on it, whose engine a test looks into and whose network it breaks. */
export interface Host {
  /** Address of the site; `pages` says what is on it. */
  url: string
  /** HTML by path. Paths that are not in here give a page with the script tag alone. */
  pages: Map<string, { html: string; headers?: Record<string, string> }>
  /** Every request but those for pages, as `METHOD path`, oldest first. */
  requests: string[]
  operator: OperatorBridge
  sessions(): Promise<Session[]>
  /** Waits for the one session there is. */
  session(): Promise<Session>
  operatorSays(content: string): Promise<Message>
  operatorTypes(): Promise<void>
  emit(name: string, data?: JsonObject): Promise<void>
  closeConversation(): Promise<void>
  revoke(): Promise<void>
  /** From now on these are refused as if by a firewall. */
  block(...what: Blocked[]): void
  /** Cuts every connection there is. */
  cut(): void
  close(): Promise<void>
}

export const SCRIPT = '<script src="/pocketping/widget.js" async></script>'

/** HTML of a page. */
export function pageHtml(body: string = SCRIPT, attributes = 'lang="en"'): string {
  return `<!doctype html><html ${attributes}><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Shop</title><link rel="icon" href="data:,"></head><body><main><h1>A shop</h1></main>${body}</body></html>`
}

export async function startHost(project: Omit<ProjectOptions, 'id'> = {}): Promise<Host> {
  const operator = operatorBridge()
  const pp = new PocketPing({
    bridges: [operator],
    projects: [{ id: 'default', ...project }],
    limits: false,
    logger: { ...console, debug() {}, info() {} },
  })
  const handle = toNodeHandler(pp, { mountPath: '/pocketping' })
  const pages: Host['pages'] = new Map()
  const requests: string[] = []
  const connections = new Set<Socket>()
  let blocked: Blocked[] = []

  function isBlocked({ url = '' }: IncomingMessage): boolean {
    return blocked.some(what => url.includes(`/widget/${what}`))
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (path.startsWith('/pocketping/')) {
      requests.push(`${request.method} ${path.slice('/pocketping/'.length)}`)
      if (isBlocked(request)) request.socket.destroy()
      else await handle(request, response)
      return
    }
    const { html, headers } = pages.get(path) ?? { html: pageHtml() }
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html)
  }

  const server = createServer((request, response) => void answer(request, response))
  server.on('connection', socket => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
  })
  // Before the engine's own listener, which then finds the socket destroyed.
  server.on('upgrade', (request, socket) => {
    requests.push('UPGRADE widget/socket')
    if (isBlocked(request)) socket.destroy()
  })
  const detach = attachWebSockets(pp, server, { mountPaths: new Set(['/pocketping']) })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  await pp.start()

  const host: Host = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pages,
    requests,
    operator,
    sessions: async () => (await pp.sessions()).sessions,
    async session() {
      for (;;) {
        const [session] = await host.sessions()
        if (session) return session
        await new Promise(resolve => setTimeout(resolve, 20))
      }
    },
    async operatorSays(content) {
      const { id } = await host.session()
      return pp.sendMessage(id, { content, author: { name: 'Ada Lovelace' } })
    },
    async operatorTypes() {
      const { id } = await host.session()
      await operator.hand({ type: 'typing', threadId: `thread of ${id}`, author: operator.author })
    },
    async emit(name, data) {
      const { id } = await host.session()
      await pp.emitEvent(id, name, data)
    },
    async closeConversation() {
      await pp.closeSession((await host.session()).id)
    },
    async revoke() {
      await pp.revokeToken((await host.session()).id)
    },
    block(...what) {
      blocked = what
    },
    cut() {
      for (const connection of connections) connection.destroy()
    },
    async close() {
      detach()
      host.cut()
      server.close()
      await pp.stop()
    },
  }
  return host
}
