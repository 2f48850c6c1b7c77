import type { Channel } from './guild.ts'
import { compareIds } from './snowflakes.ts'
import { isThread, type Thread } from './threads.ts'
import { type MessageView, messageView, type ThreadView, threadView } from './views.ts'
import type { World } from './world.ts'

/** What one thread looks like. */
export interface ThreadReader extends ThreadView {
  /** Everything in it, oldest first, deleted messages included and marked. */
  messages(): MessageView[]
  /** The texts one sees: no service messages, nothing deleted. */
  texts(): string[]
}

/** The guild as one sees it. */
export interface Reader {
  /** Threads that are there, oldest first, archived ones among them. */
  threads(): ThreadView[]
  thread(id: string): ThreadReader
  /** Finds a thread by name; throws when there is none. */
  threadNamed(name: string): ThreadReader
  /** What stands in a channel itself, in the text channel when none is named. */
  channelMessages(id?: string): MessageView[]
  message(id: string): MessageView | undefined
}

export function makeReader(world: World, textChannelId: string): Reader {
  const threads = (): Thread[] => [...world.channels.values()].filter(isThread)
  return {
    threads: () =>
      threads()
        .filter(({ isDeleted }) => !isDeleted)
        .map(thread => threadView(world, thread)),
    thread(id) {
      const found = threads().find(thread => thread.id === id)
      if (found === undefined) throw new Error(`There is no thread ${id}.`)
      return readThread(world, found)
    },
    threadNamed(name) {
      const found = threads().find(thread => thread.name === name)
      if (found === undefined) throw new Error(`There is no thread named ${name}.`)
      return readThread(world, found)
    },
    channelMessages(id = textChannelId) {
      const channel = world.channels.get(id)
      if (channel === undefined) throw new Error(`There is no channel ${id}.`)
      return messagesOf(world, channel)
    },
    message(id) {
      for (const { messages } of world.channels.values()) {
        const message = messages.get(id)
        if (message !== undefined) return messageView(world, message)
      }
      return undefined
    },
  }
}

function readThread(world: World, thread: Thread): ThreadReader {
  return {
    ...threadView(world, thread),
    messages: () => messagesOf(world, thread),
    texts: () =>
      messagesOf(world, thread)
        .filter(({ service, isDeleted }) => service === undefined && !isDeleted)
        .map(({ text }) => text),
  }
}

function messagesOf(world: World, { messages }: Channel): MessageView[] {
  return [...messages.values()]
    .sort((a, b) => compareIds(a.id, b.id))
    .map(message => messageView(world, message))
}
