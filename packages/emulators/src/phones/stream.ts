import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { messagesOf, messageView, topicView } from '../telegram/views.ts'
import type { Change } from '../telegram/world.ts'
import type { PhoneTarget } from './deeds.ts'

// What a phone shows of each topic when it is opened; older messages are not fetched.
const shownMessages = 300
const heartbeatMs = 20_000

/** Serves server-sent events: a snapshot of everything, then each change. */
export function makeStream(
  target: PhoneTarget,
): (response: ServerResponse, headers: Record<string, string>) => void {
  // Lets a page notice that it talks to another emulator than before, whose ids mean something else.
  const instance = randomUUID()

  return (response, headers) => {
    response.writeHead(200, { ...headers, 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' })
    const write = (event: string, data: unknown): void => {
      response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    }
    write('snapshot', { instance, ...snapshot(target) })
    const forget = target.onChange(change => tell(target, change, write))
    const heartbeat = setInterval(() => response.write(': still here\n\n'), heartbeatMs).unref()
    response.on('close', () => {
      forget()
      clearInterval(heartbeat)
    })
  }
}

function snapshot({ world, chat, bot, operators, topics }: PhoneTarget): Record<string, unknown> {
  const all = topics()
  return {
    chat,
    bot,
    operators,
    commands: commandsOf(world.commands.values()),
    topics: all,
    messages: all.flatMap(topic =>
      messagesOf(world.chat, topic.id)
        .filter(message => !message.isDeleted)
        .slice(-shownMessages),
    ),
  }
}

function tell(target: PhoneTarget, change: Change, write: (event: string, data: unknown) => void): void {
  if (change.kind === 'message') {
    if (change.message.chat === target.world.chat) write('message', messageView(change.message))
  } else if (change.kind === 'topic') {
    const topic = change.chat.topics.get(change.topicId)
    if (topic !== undefined && change.chat === target.world.chat)
      write('topic', topicView(target.world, topic))
  } else if (change.kind === 'chat') {
    write('chat', snapshot(target))
  }
}

// The same command may stand in several scopes; a phone shows it once.
function commandsOf(lists: Iterable<unknown>): unknown[] {
  const commands = new Map<string, unknown>()
  for (const list of lists) {
    for (const command of list as { command: string }[]) commands.set(command.command, command)
  }
  return [...commands.values()]
}
