import { ageMs, nowMs } from '../stamps.ts'
import { openRawHttp, postRequest } from './raw-http.ts'
import { openRawSocket, textFrame } from './raw-socket.ts'
import type { Tally } from './tally.ts'

const REF_LENGTH = 12

const BEFORE_TYPE = '{"type":"'.length
const BEFORE_REF = '{"type":"ack","ref":"'.length

/** One connected browser. */
export interface Visitor {
  /** Sends the next message; `onAck` is called once it is acknowledged. */
  write(): void
  close(): void
}

export interface VisitorOptions {
  port: number
  token: string
  /** Names this visitor's messages, 4 characters. */
  name: string
  tally: Tally
  onAck(): void
}

/** Cuts a template where the message's id and ref belong, and fills in both. */
function messageMaker(
  name: string,
  toBytes: (command: string) => Buffer,
): () => { ref: string; bytes: Buffer } {
  const blank = name.padEnd(REF_LENGTH, '~')
  const content = `${blank} ${'Hello, is this still in stock? '.repeat(3)}`.slice(0, 100)
  const template = toBytes(JSON.stringify({ type: 'send', id: `msg_${blank}`, content, ref: blank }))
  const places: number[] = []
  for (let at = template.indexOf(blank); at >= 0; at = template.indexOf(blank, at + 1)) places.push(at)
  let count = 0
  return () => {
    count += 1
    const ref = name + String(count).padStart(REF_LENGTH - name.length, '0')
    const bytes = Buffer.from(template)
    for (const at of places) bytes.write(ref, at, 'latin1')
    return { ref, bytes }
  }
}

export async function connectSocket(options: VisitorOptions): Promise<Visitor> {
  const { port, token, name, tally, onAck } = options
  const next = messageMaker(name, textFrame)
  const waiting: { ref: string; sentAt: number }[] = []
  const hello = Promise.withResolvers<void>()

  const acknowledge = (buffer: Buffer, start: number): void => {
    const first = waiting.shift()
    const ref = buffer.toString('latin1', start + BEFORE_REF, start + BEFORE_REF + REF_LENGTH)
    if (first?.ref === ref) {
      tally.acknowledged(nowMs() - first.sentAt)
      onAck()
    } else tally.fail(new Error(`Acknowledged ${ref} instead of ${first?.ref}.`))
  }
  const onFrame = (buffer: Buffer, start: number, end: number): void => {
    const type = buffer.toString('latin1', start + BEFORE_TYPE, start + BEFORE_TYPE + 3)
    if (type === 'ack') acknowledge(buffer, start)
    else if (type === 'err') tally.fail(new Error(buffer.toString('utf8', start, end)))
    else {
      hello.resolve()
      tally.heard(tally.isTimed ? ageMs(buffer, start, end) : undefined)
      tally.keep(() => buffer.toString('utf8', start, end))
    }
  }
  const socket = await openRawSocket(port, '/widget/socket', { onFrame, onLost: tally.fail })
  socket.send(textFrame(JSON.stringify({ type: 'hello', token, after: 0 })))
  await hello.promise

  return {
    write() {
      const { ref, bytes } = next()
      waiting.push({ ref, sentAt: nowMs() })
      tally.sent()
      socket.send(bytes)
    },
    close: () => socket.close(),
  }
}

export async function connectHttp(options: VisitorOptions): Promise<Visitor> {
  const { port, token, name, tally, onAck } = options
  const next = messageMaker(name, body => postRequest('/widget/commands', body, token))
  const http = await openRawHttp(port)

  const take = (ref: string, sentAt: number, body: Buffer): void => {
    if (body.toString('latin1', BEFORE_REF, BEFORE_REF + REF_LENGTH) === ref) {
      tally.acknowledged(nowMs() - sentAt)
      onAck()
    } else tally.fail(new Error(`No answer to ${ref}.`))
  }
  return {
    write() {
      const { ref, bytes } = next()
      const sentAt = nowMs()
      tally.sent()
      http.send(bytes).then(body => take(ref, sentAt, body), tally.fail)
    },
    close: () => http.close(),
  }
}
