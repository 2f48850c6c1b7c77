import WebSocket from 'ws'

interface WireMessage {
  id: string
  type: string
  content: string
  seq: number
  order: number
}

/** A visitor who behaves like the widget: sends again what was not acknowledged, and keeps its cursor. */
export interface Visitor {
  token: string
  /** Starts writing; resolves once the server has acknowledged it, over however many connections. */
  write(content: string): Promise<void>
  /** Contents of operator messages, in the order in which they stand in the conversation. */
  heard(): string[]
  /** Messages of the visitor's own that the server has shown back, in order. */
  said(): string[]
  /** Both, in the order in which they stand in the conversation. */
  talk(): string[]
  /** Resolves once it holds, which is looked at whenever something came. */
  until(isTrue: () => boolean): Promise<void>
  connect(port: number): void
  disconnect(): void
}

export function createVisitor(token: string): Visitor {
  const messages = new Map<string, WireMessage>()
  const unsent = new Map<string, { content: string; done: () => void }>()
  let cursor = 0
  let made = 0
  let socket: WebSocket | undefined

  const watchers = new Set<() => void>()

  const apply = (message: WireMessage): void => {
    const known = messages.get(message.id)
    if (!known || message.seq >= known.seq) messages.set(message.id, message)
    unsent.get(message.id)?.done()
    unsent.delete(message.id)
  }

  const send = (id: string, content: string): void => {
    if (socket?.readyState === WebSocket.OPEN)
      socket.send(JSON.stringify({ type: 'send', id, content, ref: id }))
  }

  const texts = (...types: string[]): string[] =>
    [...messages.values()]
      .filter(message => types.includes(message.type))
      .sort((one, other) => one.order - other.order)
      .map(message => message.content)

  return {
    token,
    write(content) {
      made += 1
      const id = `msg_crash${String(made).padStart(8, '0')}`
      return new Promise(done => {
        unsent.set(id, { content, done })
        send(id, content)
      })
    },
    heard: () => texts('operator'),
    said: () => texts('visitor'),
    talk: () => texts('visitor', 'operator'),
    until(isTrue) {
      return new Promise(resolve => {
        const look = (): void => {
          if (!isTrue()) return
          watchers.delete(look)
          resolve()
        }
        watchers.add(look)
        look()
      })
    },
    connect(port) {
      const opened = new WebSocket(`ws://127.0.0.1:${port}/widget/socket`, 'pocketping.v1')
      socket = opened
      opened.on('open', () => {
        opened.send(JSON.stringify({ type: 'hello', token, after: cursor }))
        for (const [id, { content }] of unsent) send(id, content)
      })
      opened.on('message', data => {
        const update = JSON.parse(String(data))
        if (update.type === 'error') throw new Error(`The visitor was refused: ${JSON.stringify(update)}`)
        for (const message of update.messages ?? (update.message ? [update.message] : [])) apply(message)
        if (update.seq > cursor) cursor = update.seq
        for (const look of [...watchers]) look()
      })
      // The process at the other end is killed all the time.
      opened.on('error', () => opened.terminate())
    },
    disconnect() {
      socket?.terminate()
      socket = undefined
    },
  }
}
