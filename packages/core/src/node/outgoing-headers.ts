import { type IncomingHttpHeaders, validateHeaderName, validateHeaderValue } from 'node:http'
import { OutgoingError } from '../contracts/outgoing.ts'

// They say how this one connection is used, which is not the caller's to say.
const OF_THE_CONNECTION = new Set([
  'accept-encoding',
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * A caller's headers as they are sent, by name in lower case.
 * @throws OutgoingError `refused` where one cannot be sent.
 */
export function headersToSend(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  const sent: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase()
    try {
      validateHeaderName(lower)
      validateHeaderValue(lower, value)
    } catch (cause) {
      throw new OutgoingError('refused', `The header ${JSON.stringify(name)} cannot be sent.`, { cause })
    }
    if (OF_THE_CONNECTION.has(lower))
      throw new OutgoingError('refused', `The header ${JSON.stringify(name)} is set by the connection.`)
    sent[lower] = value
  }
  return sent
}

/** An answer's headers; several of one name are joined as HTTP joins them. */
export function receivedHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : `${value}`,
    ]),
  )
}
