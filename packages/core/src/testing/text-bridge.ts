import { type Bridge, type BridgeCapabilities, BridgeError, type Post } from '../contracts/bridge.ts'
import type { Clock } from '../contracts/clock.ts'
import type { TextMessage, TextPlatform, TextThread } from './text-platform.ts'

export interface TextBridgeOptions {
  platform: TextPlatform
  clock: Clock
  id?: string
  capabilities?: Partial<BridgeCapabilities>
  allowedOperators?: readonly string[]
}

/** A real bridge to a platform in memory: one process's connection to it. */
export function textBridge({
  platform,
  clock,
  id = 'text',
  capabilities = {},
  allowedOperators,
}: TextBridgeOptions): Bridge {
  const { faults } = platform
  const can: BridgeCapabilities = {
    maxLength: 1000,
    edits: true,
    removals: true,
    commandPrefixes: ['/'],
    ...capabilities,
  }
  let stopReceiving: (() => void) | undefined

  const threadAt = (threadId: string): TextThread => {
    const thread = platform.threads.get(threadId)
    if (!thread || thread.isGone) throw new BridgeError('thread-gone', 'message thread not found')
    return thread
  }
  const messageAt = (platformId: string): TextMessage => {
    const message = platform.findMessage(platformId)
    if (!message || message.isDeleted) throw new BridgeError('message-gone', 'message not found')
    return message
  }

  const post = (threadId: string, part: string, items: Post['items'], replyTo?: string): string => {
    const message: TextMessage = {
      id: platform.nextId('m'),
      threadId,
      by: 'bot',
      text: part,
      items,
      marks: [],
      isDeleted: false,
      at: clock.now(),
      ...(replyTo ? { replyTo } : {}),
    }
    threadAt(threadId).messages.push(message)
    return message.id
  }

  return {
    id,
    capabilities: can,
    ...(allowedOperators ? { allowedOperators } : {}),
    async start(inbox) {
      let isOver = false
      let isRunning = false
      const run = async (): Promise<void> => {
        if (isRunning) return
        isRunning = true
        while (!isOver && !platform.isHolding) {
          const update = platform.updates[0]
          if (!update) break
          try {
            await inbox.receive(update)
          } catch {
            // Not confirmed: it comes again.
            clock.after(1000, () => void run())
            break
          }
          if (!isOver && platform.updates[0] === update) platform.updates.shift()
        }
        isRunning = false
      }
      platform.onUpdate = () => void run()
      stopReceiving = () => {
        isOver = true
      }
      platform.onUpdate()
    },
    async stop() {
      stopReceiving?.()
    },
    openThread: card =>
      faults.pass('openThread', '', JSON.stringify(card), () => {
        const threadId = platform.nextId('t')
        const thread = { id: threadId, messages: [], typing: 0, isClosed: false, isGone: false }
        platform.threads.set(threadId, { ...thread, cards: [{ card, at: clock.now() }] })
        return { threadId, cardId: platform.nextId('c') }
      }),
    updateThread: (threadId, card, cardId) =>
      faults.pass('updateThread', threadId, JSON.stringify(card), () => {
        threadAt(threadId).cards.push({ card, at: clock.now() })
        return cardId
      }),
    closeThread: threadId =>
      faults.pass('closeThread', threadId, '', () => {
        threadAt(threadId).isClosed = true
      }),
    reopenThread: threadId =>
      faults.pass('reopenThread', threadId, '', () => {
        threadAt(threadId).isClosed = false
      }),
    send: (threadId, content, _key) =>
      faults.pass('send', threadId, render(content), () => {
        threadAt(threadId)
        return split(render(content), can.maxLength).map((part, index) =>
          post(threadId, part, index === 0 ? content.items : [], index === 0 ? content.replyTo : undefined),
        )
      }),
    edit: (threadId, ids, content) =>
      faults.pass('edit', threadId, render(content), () => {
        threadAt(threadId)
        const parts = split(render(content), can.maxLength)
        const kept = ids.slice(0, parts.length).map(messageAt)
        kept.forEach((message, index) => {
          message.text = parts[index] ?? ''
          message.items = index === 0 ? content.items : []
        })
        for (const surplus of ids.slice(parts.length)) messageAt(surplus).isDeleted = true
        const added = parts.slice(kept.length).map(part => post(threadId, part, []))
        return [...kept.map(message => message.id), ...added]
      }),
    remove: (threadId, ids) =>
      faults.pass('remove', threadId, '', () => {
        threadAt(threadId)
        for (const message of ids.map(one => platform.findMessage(one))) if (message) message.isDeleted = true
      }),
    react: (threadId, platformId, mark) =>
      faults.pass('react', threadId, mark, () => {
        threadAt(threadId)
        messageAt(platformId).marks.push(mark)
      }),
    typing: threadId =>
      faults.pass('typing', threadId, '', () => {
        threadAt(threadId).typing += 1
      }),
  }
}

function render({ items }: Post): string {
  return items
    .map(({ from, text, edited, deleted }) => {
      if (deleted) return `${from}: deleted`
      return `${from}: ${text}${edited ? ' (edited)' : ''}`
    })
    .join('\n')
}

function split(text: string, maxLength: number): string[] {
  const parts: string[] = []
  for (let start = 0; start < text.length || start === 0; start += maxLength)
    parts.push(text.slice(start, start + maxLength))
  return parts
}
