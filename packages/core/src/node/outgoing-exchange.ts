import * as http from 'node:http'
import * as https from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { bareHost, notPublic } from './outgoing-url.ts'

// Bytes of an answer's status line and headers.
const MAX_HEADER_BYTES = 16_384

/** One request to one place, after all checks. */
export interface Exchange {
  url: URL
  /** Where the host was found to be: the connection is made to one of these. At least one. */
  addresses: readonly string[]
  method: 'GET' | 'POST'
  headers: Readonly<Record<string, string>>
  body?: string | undefined
  /** Cuts the connection, whatever it is at. */
  signal: AbortSignal
  isAllowed: (address: string) => boolean
  /** Certificates to trust in place of the usual ones. */
  ca?: string | undefined
}

/** Asks, and answers once the headers are there. Redirects are answers. */
export function exchange(asked: Exchange): Promise<http.IncomingMessage> {
  const { url, body, signal, isAllowed } = asked
  return new Promise((resolve, reject) => {
    const request = (url.protocol === 'https:' ? https : http).request(requestOptions(asked), resolve)
    request.on('error', reject)
    // Without an error it closes where the other side switches to a protocol that nobody asked for.
    request.on('close', () => reject(new Error('closed without an answer')))
    // A second wall: nothing is sent before this, so not even a mistake in the above would say a word.
    request.once('socket', socket =>
      socket.once('connect', () => {
        if (!isAllowed(socket.remoteAddress ?? '')) request.destroy(notPublic(url.hostname))
      }),
    )
    signal.addEventListener('abort', () => request.destroy(), { once: true })
    request.end(body)
  })
}

/** At most `maxBytes` of a body; where there are more, the connection is cut. */
export async function readBody(answer: http.IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= maxBytes) break
  }
  return new Uint8Array(Buffer.concat(chunks).subarray(0, maxBytes))
}

function requestOptions(asked: Exchange): https.RequestOptions {
  const { url, method, headers, body, ca } = asked
  const host = bareHost(url)
  return {
    protocol: url.protocol,
    hostname: host,
    port: url.port,
    path: url.pathname + url.search,
    method,
    headers: {
      ...headers,
      host: url.host,
      // What is not packed cannot burst; nothing here unpacks.
      'accept-encoding': 'identity',
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    },
    lookup: pinnedTo(asked.addresses),
    // A connection of its own: a shared one could have been made after another check, or through a proxy that the
    // environment names.
    agent: false,
    maxHeaderSize: MAX_HEADER_BYTES,
    insecureHTTPParser: false,
    ...(url.protocol === 'https:' && {
      // A dot at the end is not part of the name that a certificate is for, and an address is no server name.
      servername: isIP(host) ? '' : host.replace(/\.$/, ''),
      rejectUnauthorized: true,
      ...(ca !== undefined && { ca }),
    }),
  }
}

/** Answers with what was checked, so that nobody can answer otherwise between the check and the connection. */
function pinnedTo(addresses: readonly string[]): LookupFunction {
  const found = addresses.map(address => ({ address, family: isIP(address) }))
  return (_host, options, done) => {
    if (options.all) done(null, found)
    else done(null, found[0]?.address ?? '', found[0]?.family)
  }
}
