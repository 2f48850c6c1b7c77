import { createSocket } from 'node:dgram'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createRawServer, type Server, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { OutgoingError, OutgoingFetch, OutgoingRequest } from '../src/contracts/outgoing.ts'
import { createOutgoingFetch, type Gate } from '../src/node/outgoing-fetch.ts'

/** What a server was asked. */
export interface Asked {
  method: string
  path: string
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** A server on loopback, for the length of one test. */
export interface Place {
  port: number
  asked: Asked[]
}

/** Lets 127.0.0.1 stand for the Internet: all names lead there, unless told otherwise. */
export function onLoopback(gate: Partial<Gate> = {}): OutgoingFetch {
  return createOutgoingFetch({
    isAllowed: address => address === '127.0.0.1',
    lookup: async () => ['127.0.0.1'],
    ...gate,
  })
}

/** A GET with room and patience enough, unless told otherwise. */
export function get(url: string, rest: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return { url, method: 'GET', timeoutMs: 30_000, maxBytes: 100_000, maxRedirects: 5, ...rest }
}

/** The same as a POST. */
export function post(url: string, rest: Partial<OutgoingRequest> = {}): OutgoingRequest {
  return get(url, { method: 'POST', body: '{"a":"ü"}', ...rest })
}

/** The error of a request that must fail. */
export async function errorOf(answer: Promise<unknown>): Promise<OutgoingError> {
  return answer.then(
    () => Promise.reject(new Error('There was an answer.')),
    error => error,
  )
}

/** Serves HTTP, or HTTPS where there is a certificate. */
export async function serve(
  answer: RequestListener,
  certificate?: { cert: string; key: string },
): Promise<Place> {
  const asked: Asked[] = []
  const listener: RequestListener = async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    answer(request, response)
  }
  const server = certificate ? createTlsServer(certificate, listener) : createServer(listener)
  onTestFinished(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  return { port: await listen(server), asked }
}

/** Serves bare TCP. */
export async function serveRaw(take: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>()
  const server = createRawServer(socket => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    take(socket)
  })
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise(resolve => server.close(resolve))
  })
  return listen(server)
}

/** A record of a name; `CNAME` is what it is another name of. */
export type Records = Partial<Record<'A' | 'AAAA' | 'CNAME', string>>

/** A server of names on loopback, for the length of one test. */
export interface NameServer {
  /** As `Resolver.setServers` takes it. */
  address: string
  /** What was asked, such as `AAAA hooks.example`. */
  asked: string[]
}

/** Serves DNS. There is no name where `find` answers undefined, and no answer at all where it answers `silent`. */
export async function serveNames(
  find: (name: string, type: 'A' | 'AAAA') => Records | 'silent' | 'failing' | undefined,
): Promise<NameServer> {
  const asked: string[] = []
  const socket = createSocket('udp4')
  socket.on('message', (query, from) => {
    const { name, end } = readName(query)
    const type = query.readUInt16BE(end) === TYPES.A ? 'A' : 'AAAA'
    asked.push(`${type} ${name}`)
    const found = find(name, type)
    if (found === 'silent') return
    const records = typeof found === 'object' ? answersOf(found, type) : []
    const head = Buffer.from(query.subarray(0, 12))
    const status = found === 'failing' ? 2 : found === undefined ? 3 : 0
    head.writeUInt16BE(0x8180 | status, 2)
    for (const [at, count] of [1, records.length, 0, 0].entries()) head.writeUInt16BE(count, 4 + 2 * at)
    socket.send(Buffer.concat([head, query.subarray(12, end + 4), ...records]), from.port, from.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise(resolve => socket.close(() => resolve())))
  return { address: `127.0.0.1:${socket.address().port}`, asked }
}

const TYPES = { A: 1, CNAME: 5, AAAA: 28 }

function answersOf(records: Records, type: 'A' | 'AAAA'): Buffer[] {
  // 0xc00c points at the name of the question.
  const question = Buffer.from([0xc0, 12])
  const { CNAME: alias, [type]: address } = records
  const owner = alias === undefined ? question : writeName(alias)
  return [
    ...(alias === undefined ? [] : [record(question, 'CNAME', owner)]),
    ...(address === undefined ? [] : [record(owner, type, writeAddress(address))]),
  ]
}

function record(owner: Buffer, type: keyof typeof TYPES, data: Buffer): Buffer {
  // Type, class, an hour to live, length.
  const middle = Buffer.from([0, TYPES[type], 0, 1, 0, 0, 0x0e, 0x10, 0, data.length])
  return Buffer.concat([owner, middle, data])
}

/** The bytes of an address; of IPv6, one that is written in full. */
function writeAddress(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number))
  const groups = address.split(':').map(group => group.padStart(4, '0'))
  return Buffer.from(groups.join(''), 'hex')
}

function writeName(name: string): Buffer {
  const labels = name.split('.').map(label => Buffer.from([label.length, ...Buffer.from(label)]))
  return Buffer.concat([...labels, Buffer.of(0)])
}

function readName(query: Buffer): { name: string; end: number } {
  const labels: string[] = []
  let at = 12
  for (let length = query.readUInt8(at); length > 0; length = query.readUInt8(at)) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length))
    at += 1 + length
  }
  return { name: labels.join('.'), end: at + 1 }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
