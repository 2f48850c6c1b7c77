import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { headerOf } from './node-request.ts'

/** Name of the WebSocket subprotocol that the widget and `runBridge()` ask for. */
export const SUBPROTOCOL = 'pocketping.v1'

/** Who an upgrade is for, by the end of its path: visitors, and servers. */
const ENDPOINTS = { visitor: '/widget/socket', api: '/ws' } as const

export type Endpoint = keyof typeof ENDPOINTS

/** An engine that takes WebSockets on a server. */
export interface UpgradeTaker {
  /** In lower case; none while it is not known. */
  mountPaths: ReadonlySet<string>
  accept(endpoint: Endpoint, request: IncomingMessage, stream: Duplex, head: Buffer): void
}

// Several engines may share a server: one listener decides whose an upgrade is, so that it is never taken twice.
const takersByServer = new WeakMap<Server, Set<UpgradeTaker>>()

/** Hands the upgrades to an engine that are its own; answers with a function that ends it. */
export function takeUpgrades(server: Server, taker: UpgradeTaker): () => void {
  const takers = takersByServer.get(server) ?? new Set()
  takers.add(taker)
  takersByServer.set(server, takers)

  const listen = (request: IncomingMessage, stream: Duplex, head: Buffer): void => {
    const place = placeOf(request)
    if (!place) return
    const meant = meantBy(request, place.mountPath, [...takers])
    // Each taker listens; the one that is meant acts. Where it is unclear, the first says so for all.
    if (meant.length === 1 && meant[0] === taker) taker.accept(place.endpoint, request, stream, head)
    else if (meant.length > 1 && meant[0] === taker) refuse(stream)
  }
  server.on('upgrade', listen)
  return () => {
    server.off('upgrade', listen)
    takers.delete(taker)
  }
}

/** What an upgrade is for, and where that would be mounted. */
function placeOf(request: IncomingMessage): { endpoint: Endpoint; mountPath: string } | undefined {
  const path = (request.url ?? '').split('?', 1)[0]?.toLowerCase() ?? ''
  for (const [endpoint, end] of Object.entries(ENDPOINTS) as [Endpoint, string][])
    if (path.endsWith(end)) return { endpoint, mountPath: path.slice(0, -end.length) }
  return undefined
}

/** Whose an upgrade is. More than one: it is unclear, because no request has told yet where they are mounted. */
function meantBy(
  request: IncomingMessage,
  mountPath: string,
  takers: readonly UpgradeTaker[],
): UpgradeTaker[] {
  const exact = takers.find(({ mountPaths }) => mountPaths.has(mountPath))
  if (exact) return [exact]
  const protocols = (headerOf(request, 'sec-websocket-protocol') ?? '').split(',').map(name => name.trim())
  return protocols.includes(SUBPROTOCOL) ? takers.filter(({ mountPaths }) => mountPaths.size === 0) : []
}

/** To be taken for another engine's would look like a token that opens nothing: better to come back by HTTP. */
function refuse(stream: Duplex): void {
  stream.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
}
