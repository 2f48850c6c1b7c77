import { WebSocket } from 'ws'
import type { DiscordEmulator } from '../emulator.ts'
import { opcode } from '../gateway/connection.ts'
import type { Json } from '../wire.ts'

interface Payload {
  op: number
  t: string | null
  s: number | null
  d: unknown
}

/** A connection to the gateway without an SDK. */
export interface RawGateway {
  readonly received: readonly Payload[]
  send(payload: unknown): void
  identify(intents: number, more?: Json): void
  resume(sessionId: string, seq: number): void
  /** Resolves with the first payload that fits, also one that came before. */
  next(isWanted: (payload: Payload) => boolean): Promise<Payload>
  /** Resolves with the data of the first event of that name. */
  event(name: string): Promise<Json>
  /** Names of all events so far. */
  events(): (string | null)[]
  close(code?: number): void
  /** Resolves with the code of the close. */
  readonly closed: Promise<number>
}

export async function connectRaw(
  discord: DiscordEmulator,
  query: string = 'v=10&encoding=json',
): Promise<RawGateway> {
  const socket = new WebSocket(`${discord.url.replace('http', 'ws')}/gateway?${query}`)
  const received: Payload[] = []
  const waiting = new Set<() => void>()
  socket.on('message', (data: Buffer) => {
    received.push(JSON.parse(data.toString('utf8')) as Payload)
    for (const look of [...waiting]) look()
  })
  const closed = new Promise<number>(resolve => socket.once('close', resolve))
  await new Promise((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })

  const next: RawGateway['next'] = isWanted =>
    new Promise(resolve => {
      const look = (): void => {
        const found = received.find(isWanted)
        if (found === undefined) return
        waiting.delete(look)
        resolve(found)
      }
      waiting.add(look)
      look()
    })
  const send = (payload: unknown): void =>
    socket.send(typeof payload === 'string' ? payload : JSON.stringify(payload))

  return {
    received,
    send,
    identify: (intents, more = {}) =>
      send({ op: opcode.identify, d: { token: discord.token, intents, properties: {}, ...more } }),
    resume: (session_id, seq) => send({ op: opcode.resume, d: { token: discord.token, session_id, seq } }),
    next,
    event: async name => (await next(({ t }) => t === name)).d as Json,
    events: () => received.filter(({ op }) => op === opcode.dispatch).map(({ t }) => t),
    close: code => socket.close(code),
    closed,
  }
}
