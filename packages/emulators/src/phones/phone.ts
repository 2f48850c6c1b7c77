/** Numbers on Telegram, texts elsewhere. Later ones are larger. */
export type Id = number | string

/** Whoever says something. */
export interface PhonePerson {
  id: Id
  name: string
  isBot: boolean
}

/** Somebody of the team, who may hold a phone. */
export interface PhoneOperator {
  id: Id
  name: string
  firstName: string
}

/** What every phone knows of a message; each platform adds its own. */
export interface PhoneMessage {
  id: Id
  topicId: Id
  from: PhonePerson
  /** Seconds since the epoch. */
  date: number
  editDate: number | undefined
  text: string
  replyTo: Id | undefined
  reactions: { emoji: string; by: PhonePerson }[]
  /** What the platform wrote by itself. */
  service: { name: string; value: unknown } | undefined
  isDeleted: boolean
}

/** Where messages belong together: a topic, a thread. */
export interface PhoneTopic {
  id: Id
  name: string
  isClosed: boolean
  isDeleted: boolean
  /** What the bot shows it is doing ("typing"). */
  botAction: string | undefined
}

/** A file that the phone shows or offers. */
export interface PhoneFile {
  name: string
  mimeType: string
  bytes: Uint8Array
}

/** Everything that a phone shows when it is opened. Each platform adds its own. */
export interface Snapshot<Topic extends PhoneTopic, Message extends PhoneMessage> {
  title: string
  bot: PhonePerson
  operators: PhoneOperator[]
  commands: { command: string; description: string }[]
  topics: Topic[]
  messages: Message[]
}

/** How a platform is told apart in addresses and events. */
export type PlatformName = 'telegram' | 'discord' | 'slack'

/** What the page is told: all of it again, one topic, one message. */
export type Tell = (event: 'snapshot' | 'topic' | 'message', data: unknown) => void

/** One platform, as its phone reads and uses it. */
export interface Platform {
  readonly name: PlatformName
  snapshot(): Snapshot<PhoneTopic, PhoneMessage>
  /** Tells each change. Returns a function that ends it. */
  follow(tell: Tell): () => void
  /** Does what the page names, as whoever holds the phone; throws with the reason where it cannot be done. */
  deed(body: unknown): void
  file(id: string): PhoneFile | undefined
}

// What a phone shows of each topic when it is opened; older messages are not fetched.
const shownMessages = 300

/** What a phone is given of a topic's messages. */
export function latest<Message extends { isDeleted: boolean }>(messages: readonly Message[]): Message[] {
  return messages.filter(message => !message.isDeleted).slice(-shownMessages)
}
