import type { VisitorCommand } from '../protocol/commands.ts'
import type { Message } from '../protocol/message.ts'
import type { VisitorSession } from '../protocol/session.ts'
import type { AckUpdate, ErrorUpdate, VisitorUpdate } from '../protocol/updates.ts'
import type { SocketSession } from '../realtime/socket-session.ts'
import type { EngineProcess } from './engine-process.ts'

/** How a command went; undefined where no answer came. */
export type Answer = AckUpdate | ErrorUpdate | undefined

/** A visitor's browser: it keeps its token, its cursor and what it was told. */
export interface VisitorPage {
  readonly sessionId: string
  readonly token: string
  cursor: number
  session: VisitorSession
  /** Every text that came over the wire, whatever it was. */
  readonly frames: string[]
  /** Updates other than changes and answers. */
  readonly told: VisitorUpdate[]
  /** How the connection was ended by the other side. */
  closedWith: number | undefined
  /** The conversation as shown, in order, without deleted messages. */
  messages(): Message[]
  texts(): string[]
  connect(process: EngineProcess): Promise<void>
  disconnect(): void
  /** Sends a frame and goes on at once; answers with its `ref`. */
  send(command: VisitorCommand): string
  answerTo(ref: string): Answer
  /** Sends a frame and waits until everything has come to rest. */
  do(command: VisitorCommand): Promise<Answer>
  /** Writes a message; the id is made unless given. */
  say(content: string, options?: { id?: string; replyTo?: string }): Promise<Answer>
}

/** Starts a conversation and connects. */
export async function openPage(process: EngineProcess, rest: () => Promise<void>): Promise<VisitorPage> {
  const request = new Request('http://shop.example/widget/sessions', { method: 'POST', body: '{}' })
  const response = await process.pp.fetch(request)
  const { token, session } = (await response.json()) as { token: string; session: VisitorSession }
  const page = createPage(token, session, rest)
  await page.connect(process)
  return page
}

function createPage(token: string, started: VisitorSession, rest: () => Promise<void>): VisitorPage {
  const known = new Map<string, Message>()
  const answers = new Map<string, Answer>()
  let socket: SocketSession | undefined
  let connection = 0
  let lastRef = 0
  let lastId = 0

  const keep = (message: Message): void => {
    const old = known.get(message.id)
    if (!old || old.seq <= message.seq) known.set(message.id, message)
  }

  const take = (update: VisitorUpdate): void => {
    if (update.type === 'changes') {
      page.cursor = update.seq
      if (update.session) page.session = update.session
      update.messages?.forEach(keep)
    } else if (update.type === 'ack') {
      page.cursor = Math.max(page.cursor, update.seq)
      if (update.message) keep(update.message)
      answers.set(update.ref, update)
    } else if (update.type === 'error' && update.ref !== undefined) answers.set(update.ref, update)
    else page.told.push(update)
  }

  const page: VisitorPage = {
    sessionId: started.id,
    token,
    cursor: 0,
    session: started,
    frames: [],
    told: [],
    closedWith: undefined,
    messages: () =>
      [...known.values()]
        .filter(message => message.deletedAt === undefined)
        .sort((one, other) => one.order - other.order),
    texts: () => page.messages().map(message => message.content),
    async connect(process) {
      page.disconnect()
      connection += 1
      const mine = connection
      page.closedWith = undefined
      let opened: SocketSession | undefined
      const opening = process.pp.openSocket(
        {
          send({ text }) {
            if (mine !== connection || process.life.isDead) return
            page.frames.push(text)
            take(JSON.parse(text))
          },
          close(code) {
            if (mine === connection) page.closedWith = code
          },
          backlog: () => 0,
        },
        { header: () => undefined, peerAddress: '203.0.113.7' },
      )
      void opening.then(session => {
        opened = session
      })
      // A process that dies meanwhile never answers.
      while (!opened && !process.life.isDead) await new Promise(resolve => setImmediate(resolve))
      if (!opened) return
      socket = opened
      const before = page.frames.length
      opened.receive(JSON.stringify({ type: 'hello', token, after: page.cursor }))
      // Hashing the token is done by other threads: only the answer tells that it is over.
      while (page.frames.length === before && page.closedWith === undefined && !process.life.isDead)
        await new Promise(resolve => setImmediate(resolve))
      await rest()
    },
    disconnect() {
      connection += 1
      socket?.closed()
      socket = undefined
    },
    send(command) {
      lastRef += 1
      const ref = String(lastRef)
      socket?.receive(JSON.stringify({ ...command, ref }))
      return ref
    },
    answerTo: ref => answers.get(ref),
    async do(command) {
      const ref = page.send(command)
      await rest()
      return answers.get(ref)
    },
    say(content, { id, replyTo } = {}) {
      lastId += 1
      const own = id ?? `msg_${String(lastId).padStart(8, '0')}`
      return page.do({ type: 'send', id: own, content, ...(replyTo ? { replyTo } : {}) })
    },
  }
  return page
}
