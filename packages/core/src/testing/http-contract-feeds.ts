import { WebSocket } from 'ws'
import { pollResponseSchema } from '../protocol/start.ts'
import { type VisitorUpdate, visitorUpdateSchema } from '../protocol/updates.ts'
import { createUpdateLog, type UpdateLog } from './http-contract-log.ts'
import { ask, openStream } from './http-contract-request.ts'

/** The three ways to be told. */
export const FEED_KINDS = ['socket', 'stream', 'poll'] as const

export type FeedKind = (typeof FEED_KINDS)[number]

/** A client that stays and is told. */
export interface Feed extends UpdateLog {
  /** Present on a WebSocket: sends a frame as it is. */
  say?(frame: string | Buffer | object): void
  /** Leaves. */
  close(): void
}

/** Opens a feed from a cursor; every update is checked against the schema of the wire. */
export function openFeed(kind: FeedKind, baseUrl: string, token: string, after: number): Feed {
  if (kind === 'socket') {
    const feed = openSocket(baseUrl)
    feed.say({ type: 'hello', token, after })
    return feed
  }
  return kind === 'stream' ? openEvents(baseUrl, token, after) : openPolls(baseUrl, token, after)
}

/** A WebSocket that has not said hello; what it says before it is open goes out once it is. */
export function openSocket(baseUrl: string): Feed & Required<Pick<Feed, 'say'>> & { socket: WebSocket } {
  const log = createUpdateLog()
  const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/widget/socket`, 'pocketping.v1')
  const opened = new Promise<void>(resolve => socket.once('open', resolve))
  socket.on('message', data => log.push(visitorUpdateSchema.parse(JSON.parse(String(data)))))
  socket.on('error', error => log.end(`error ${error.message}`))
  socket.on('close', code => log.end(String(code)))
  return {
    ...log,
    socket,
    say(frame) {
      const data = typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)
      if (socket.readyState === WebSocket.OPEN) socket.send(data)
      else void opened.then(() => socket.send(data))
    },
    close: () => socket.close(),
  }
}

function openEvents(baseUrl: string, token: string, after: number): Feed {
  const log = createUpdateLog()
  const leaving = new AbortController()
  const opening = openStream(`${baseUrl}/widget/stream?after=${after}`, token, leaving.signal)
  opening.then(
    async incoming => {
      if (incoming.statusCode !== 200) log.end(String(incoming.statusCode))
      let buffer = ''
      incoming.setEncoding('utf8')
      incoming.on('error', error => log.end(`error ${error.message}`))
      incoming.on('end', () => log.end('end'))
      incoming.on('data', (text: string) => {
        const events = (buffer + text).split('\n\n')
        buffer = events.pop() ?? ''
        for (const event of events)
          if (event.startsWith('data: ')) log.push(visitorUpdateSchema.parse(JSON.parse(event.slice(6))))
      })
    },
    (error: Error) => log.end(`error ${error.message}`),
  )
  return { ...log, close: () => leaving.abort() }
}

function openPolls(baseUrl: string, token: string, after: number): Feed {
  const log = createUpdateLog()
  let cursor = after
  const leaving = new AbortController()
  const { signal } = leaving
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const answer = await ask(`${baseUrl}/widget/poll?after=${cursor}`, 'GET', { token, signal })
      if (answer.status !== 200) return log.end(String(answer.status))
      const { updates } = pollResponseSchema.parse(JSON.parse(answer.text))
      for (const update of updates) {
        if (update.type === 'changes') cursor = update.seq
        log.push(update)
      }
    }
  }
  run().catch((error: Error) => log.end(`error ${error.message}`))
  return { ...log, close: () => leaving.abort() }
}

/** The conversation that a client knows after these updates, as a widget would put it together. */
export function conversationOf(updates: readonly VisitorUpdate[]): object {
  const messages = new Map<string, NonNullable<Extract<VisitorUpdate, { type: 'changes' }>['messages']>[0]>()
  let session: object | undefined
  let seq = 0
  for (const update of updates) {
    const found = update.type === 'ack' ? [update.message] : update.type === 'changes' ? update.messages : []
    for (const message of found ?? [])
      if (message && !((messages.get(message.id)?.seq ?? 0) > message.seq)) messages.set(message.id, message)
    if (update.type === 'changes') session = { ...session, ...update.session }
    if (update.type === 'changes' || update.type === 'ack') seq = Math.max(seq, update.seq)
  }
  return { seq, session, messages: [...messages.values()].sort((a, b) => a.order - b.order) }
}
