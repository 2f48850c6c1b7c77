import type { Storage } from '../src/contracts/storage.ts'
import { describeEvent } from '../src/conversation/describe-event.ts'
import { eventReferenceSchema } from '../src/conversation/events.ts'
import { type ApiFrame, apiFrameSchema } from '../src/protocol/index.ts'
import type { SocketSession } from '../src/realtime/socket-session.ts'
import type { EngineProcess } from '../src/testing/engine-process.ts'

/** What has a place in the log. */
export type Logged = Exclude<Extract<ApiFrame, { sessionId: string }>, { type: 'typing' }>

/** A server that follows a project over `B/ws`, and comes back with the last id that it took. */
export interface Subscriber {
  /** Everything that came, over all connections; each was checked against the schema of the wire. */
  readonly frames: ApiFrame[]
  /** The same as it came. */
  readonly texts: string[]
  lastId: string | undefined
  readonly closedWith: number | undefined
  /** Bytes that it has not read. */
  backlog: number
  /** Loses the connection, at once or when so many more frames have come. */
  disconnect(afterFrames?: number): void
  connect(process: EngineProcess, options?: { key?: string; after?: string }): Promise<void>
  say(frame: unknown): void
  events(): Logged[]
  of<Type extends ApiFrame['type']>(type: Type): Extract<ApiFrame, { type: Type }>[]
}

export const KEY = 'sk_for_tests_0000000000000000'

/** Ids of all that has happened, but for receipts where there is no message to name. */
export async function idsInLog(storage: Storage, projectId?: string): Promise<string[]> {
  const events = await storage.listEvents({ after: 0, limit: 100_000, ...(projectId ? { projectId } : {}) })
  const described = await Promise.all(
    events.map(({ sessionId, at, data }) =>
      describeEvent({ storage }, sessionId, at, eventReferenceSchema.parse(data)),
    ),
  )
  return events.filter((_, index) => described[index]).map(({ at, number }) => `${at}-${number}`)
}

/** One that is not connected yet. */
export function createSubscriber(rest: () => Promise<void>): Subscriber {
  let connection = 0
  let left = Number.POSITIVE_INFINITY
  let session: SocketSession | undefined
  let closedWith: number | undefined

  const take = (text: string): void => {
    const frame = apiFrameSchema.parse(JSON.parse(text))
    subscriber.texts.push(text)
    subscriber.frames.push(frame)
    if (frame.type === 'authenticated') subscriber.lastId = frame.after
    if ('id' in frame) subscriber.lastId = frame.id
    left -= 1
    if (left <= 0) subscriber.disconnect()
  }

  const subscriber: Subscriber = {
    frames: [],
    texts: [],
    lastId: undefined,
    get closedWith() {
      return closedWith
    },
    backlog: 0,
    disconnect(afterFrames = 0) {
      left = afterFrames
      if (left > 0) return
      connection += 1
      session?.closed()
      session = undefined
    },
    async connect({ pp, life }, { key = KEY, after = subscriber.lastId } = {}) {
      subscriber.disconnect()
      left = Number.POSITIVE_INFINITY
      const mine = connection
      const isMine = (): boolean => mine === connection && !life.isDead
      closedWith = undefined
      const before = subscriber.frames.length
      const opened = await pp.openApiSocket(
        {
          send: ({ text }) => isMine() && take(text),
          close(code) {
            if (isMine()) closedWith = code
          },
          backlog: () => subscriber.backlog,
        },
        { header: () => undefined, peerAddress: '203.0.113.9' },
      )
      session = opened
      opened.receive(JSON.stringify({ type: 'auth', apiKey: key, ...(after === undefined ? {} : { after }) }))
      // Keys are hashed by other threads: only the answer tells that it is over.
      while (subscriber.frames.length === before && closedWith === undefined && isMine())
        await new Promise(resolve => setImmediate(resolve))
      await rest()
    },
    say(frame) {
      session?.receive(typeof frame === 'string' ? frame : JSON.stringify(frame))
    },
    events: () => subscriber.frames.filter(isLogged),
    of: <Type extends ApiFrame['type']>(type: Type) =>
      subscriber.frames.filter((one): one is Extract<ApiFrame, { type: Type }> => one.type === type),
  }
  return subscriber
}

function isLogged(frame: ApiFrame): frame is Logged {
  return 'sessionId' in frame && frame.type !== 'typing'
}
