import type { IncomingMessage, ServerResponse } from 'node:http'
import { phonesHandler } from '../phones/handler.ts'
import { type Clock, systemClock } from './clock.ts'
import { controlHandler } from './control.ts'
import { noDisturbances } from './disturbances.ts'
import { type Faults, makeFaults } from './faults.ts'
import { type Journal, makeJournal } from './journal.ts'
import { type Limits, makeLimiter, usualLimits } from './limits.ts'
import { makeLongPoll } from './long-poll.ts'
import type { Session } from './methods/method.ts'
import { type HumanSide, makeHumanSide } from './operators.ts'
import { makeServer } from './server.ts'
import { makeUpdates } from './updates.ts'
import { type MessageView, messagesOf, messageView, type TopicView, topicView } from './views.ts'
import { type Delivery, makeWebhook } from './webhook.ts'
import type { BotStatus, User } from './wire.ts'
import { type Change, makeWorld, type Operator, userOf, type World } from './world.ts'

export interface TelegramEmulatorOptions {
  /** 0, the default, takes a free port. */
  port?: number
  host?: string
  clock?: Clock
  limits?: Partial<Limits>
  token?: string
  bot?: { username?: string; first_name?: string; canReadAllGroupMessages?: boolean }
  /** The group. Ids above -1,000,000,000,000 are basic groups, which have no topics. */
  chat?: { id?: number; title?: string; isForum?: boolean }
  operators?: Operator[]
  /** How many calls the journal keeps. */
  journalLength?: number
  fetch?: typeof fetch
}

/** Telegram on loopback: a Bot API server, the people in the group, and everything that can go wrong. */
export interface TelegramEmulator {
  /** The `apiRoot` for grammY. */
  readonly url: string
  readonly token: string
  /** The group's id; changes when a basic group is upgraded. */
  readonly chatId: number
  readonly bot: User
  readonly operators: readonly User[]
  /** What people do. */
  readonly asOperator: HumanSide
  readonly faults: Faults
  /** The limits in force; assign to change them. */
  readonly limits: Limits
  readonly journal: Journal
  /** What was handed to the webhook. */
  readonly deliveries: readonly Delivery[]
  readonly chat: ChatView
  /** Topics that are there, General first. */
  topics(): TopicView[]
  topic(id: number): TopicReader
  /** Finds a topic by name; throws when there is none. */
  topicNamed(name: string): TopicReader
  message(id: number): MessageView | undefined
  /** Updates that the bot has not confirmed. */
  pendingUpdates(): number
  /** Resolves as soon as the condition holds; it is looked at after every change and every call. */
  until(isTrue: () => boolean): Promise<void>
  /** Calls back on every change. Returns a function that ends it. */
  onChange(listener: (change: Change) => void): () => void
  /** The page with the phone, for mounting in another server; also served at `/phones` here. */
  readonly page: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
  readonly world: World
  stop(): Promise<void>
}

/** The group as it stands. */
export interface ChatView {
  id: number
  title: string
  type: 'group' | 'supergroup'
  isForum: boolean
  botStatus: BotStatus
  pinnedMessageId: number | undefined
}

/** What one topic looks like. */
export interface TopicReader extends TopicView {
  /** Everything in it, oldest first, deleted messages included and marked. */
  messages(): MessageView[]
  /** The texts one sees: no service messages, nothing deleted. */
  texts(): string[]
}

const usualOperators: readonly Operator[] = [
  { id: 7_000_001, first_name: 'Maya', last_name: 'Lindqvist', username: 'maya', language_code: 'en' },
  { id: 7_000_002, first_name: 'Tomás', last_name: 'Ferreira', username: 'tomas', language_code: 'en' },
]

/** Starts the emulator. It holds the process open until `stop`. */
export async function startTelegramEmulator(
  options: TelegramEmulatorOptions = {},
): Promise<TelegramEmulator> {
  const clock = options.clock ?? systemClock
  const token = options.token ?? '5000000001:AAEmulatedBotTokenThatOpensNothingElse0'
  const bot: User = {
    id: Number(token.split(':')[0]),
    is_bot: true,
    first_name: options.bot?.first_name ?? 'PocketPing',
    username: options.bot?.username ?? 'pocketping_emulator_bot',
  }
  const updates = makeUpdates(clock)
  const chatId = options.chat?.id ?? -1_002_000_000_001
  const world = makeWorld({
    clock,
    token,
    bot,
    canReadAllGroupMessages: options.bot?.canReadAllGroupMessages ?? false,
    operators: options.operators ?? usualOperators.map(operator => ({ ...operator })),
    chatId,
    title: options.chat?.title ?? 'Support',
    isForum: options.chat?.isForum ?? chatId <= -1_000_000_000_000,
    updates,
  })
  const disturbances = noDisturbances()
  const limiter = makeLimiter(clock, { ...usualLimits, ...options.limits })
  const journal = makeJournal(options.journalLength ?? 10_000)
  const poll = makeLongPoll(clock, updates, disturbances)
  const session: Session = { isLoggedOut: false, isClosed: false }
  const webhook = makeWebhook({
    clock,
    updates,
    disturbances,
    fetch: options.fetch ?? globalThis.fetch,
    execute: (method, args) => void server.execute(method, args, 'webhook'),
  })
  updates.onPush = () => {
    poll.wake()
    webhook.wake()
  }
  const cut = (): void => {
    poll.abandon()
    server.cut()
  }
  const { faults, plan } = makeFaults({ clock, limiter, disturbances, cut, wake: webhook.wake })

  const until: TelegramEmulator['until'] = isTrue =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        try {
          if (!isTrue()) return
          world.listeners.delete(look)
          resolve()
        } catch (error) {
          world.listeners.delete(look)
          reject(error as Error)
        }
      }
      world.listeners.add(look)
      look()
    })

  const emulator: Omit<TelegramEmulator, 'page' | 'url' | 'stop'> = {
    token,
    get chatId() {
      return world.chat.id
    },
    bot,
    operators: [...world.operators.values()].map(userOf),
    asOperator: makeHumanSide(world),
    faults,
    limits: limiter.limits,
    journal,
    deliveries: webhook.deliveries,
    get chat() {
      return viewChat(world)
    },
    topics: () =>
      [...world.chat.topics.values()].filter(topic => !topic.isDeleted).map(topic => topicView(world, topic)),
    topic: id => readTopic(world, id),
    topicNamed(name) {
      const found = [...world.chat.topics.values()].find(topic => topic.name === name)
      if (found === undefined) throw new Error(`There is no topic named ${name}.`)
      return readTopic(world, found.id)
    },
    message: id => readMessage(world, id),
    pendingUpdates: () => updates.size(),
    until,
    onChange(listener) {
      world.listeners.add(listener)
      return () => world.listeners.delete(listener)
    },
    world,
  }
  const page = phonesHandler({ telegram: emulator })
  const server = makeServer({ world, limiter, poll, webhook, session, journal, plan, disturbances }, [
    page,
    controlHandler(emulator),
  ])
  const url = await server.listen(options.port ?? 0, options.host ?? '127.0.0.1')
  return Object.assign(emulator, {
    url,
    page,
    async stop() {
      webhook.remove()
      poll.abandon()
      world.listeners.clear()
      await server.stop()
    },
  })
}

function viewChat({ chat }: World): ChatView {
  const { id, title, type, isForum, bot, pinnedMessageId } = chat
  return { id, title, type, isForum, botStatus: bot.status, pinnedMessageId }
}

function readMessage(world: World, id: number): MessageView | undefined {
  const message = world.chat.messages.get(id)
  return message === undefined ? undefined : messageView(message)
}

function readTopic(world: World, id: number): TopicReader {
  const topic = world.chat.topics.get(id)
  if (topic === undefined) throw new Error(`There is no topic ${id}.`)
  return {
    ...topicView(world, topic),
    messages: () => messagesOf(world.chat, id),
    texts: () =>
      messagesOf(world.chat, id)
        .filter(message => message.service === undefined && !message.isDeleted)
        .map(message => message.text),
  }
}
