import type { Inbound, InboundAuthor, InboundCommand } from '@pocketping/core'
import type { Attachment, DiscordMessage } from './payloads.ts'
import { type Names, readWords } from './words.ts'

/** What a person writes, by itself or as an answer. Everything else is of Discord or of programs. */
const WRITTEN: ReadonlySet<number> = new Set([0, 19])

const FORWARD = 1
const IS_VOICE_MESSAGE = 1 << 13

/** True for what a person wrote. */
export function isByPerson({ type, author, webhook_id }: DiscordMessage): boolean {
  return WRITTEN.has(type) && !author.bot && !webhook_id
}

/** True where a message came without the text that it must have: the bot may not read it. */
export function isWithheld(message: DiscordMessage): boolean {
  return (
    message.content === '' &&
    unsupportedIn(message) === undefined &&
    !message.message_snapshots?.length &&
    !message.embeds?.length &&
    !message.components?.length
  )
}

/** Reads a new message; undefined where it is nothing to the engine. */
export function readMessage(
  message: DiscordMessage,
  author: InboundAuthor,
  names: Names,
): Inbound | undefined {
  const place = { threadId: message.channel_id, platformId: message.id, author }
  const { text, isAddressed } = wordsOf(message, names)
  const unsupported = unsupportedIn(message)
  if (text.trim() === '' && unsupported === undefined && !isAddressed) return undefined
  const replyTo = replyOf(message)
  const answer = replyTo === undefined ? {} : { replyTo }
  const command = unsupported === undefined ? readCommand(text) : undefined
  if (command) return { type: 'command', ...place, ...command, ...answer }
  return {
    type: 'message',
    ...place,
    text,
    ...answer,
    ...(unsupported !== undefined && { unsupported }),
    ...(isAddressed && { isAddressed }),
  }
}

/** Reads what a message says after it was changed. */
export function readEdit(message: DiscordMessage, author: InboundAuthor, names: Names): Inbound {
  const { text, isAddressed } = wordsOf(message, names)
  return {
    type: 'edit',
    threadId: message.channel_id,
    platformId: message.id,
    author,
    text,
    ...(isAddressed && { isAddressed }),
  }
}

function wordsOf(message: DiscordMessage, names: Names): ReturnType<typeof readWords> {
  const forwarded = message.message_snapshots?.map(({ message: { content } }) => content ?? '') ?? []
  const content = [message.content, ...forwarded].filter(Boolean).join('\n')
  return readWords(content, message.mentions, names)
}

function replyOf({ message_reference: reference }: DiscordMessage): string | undefined {
  return reference && reference.type !== FORWARD ? (reference.message_id ?? undefined) : undefined
}

/** What a message carries beside text, in a word. */
function unsupportedIn(message: DiscordMessage): string | undefined {
  if (((message.flags ?? 0) & IS_VOICE_MESSAGE) !== 0) return 'voice message'
  const forwarded =
    message.message_snapshots?.flatMap(({ message: { attachments } }) => attachments ?? []) ?? []
  const [attachment] = [...(message.attachments ?? []), ...forwarded]
  if (attachment) return kindOf(attachment)
  if (message.sticker_items?.length) return 'sticker'
  return message.poll ? 'poll' : undefined
}

function kindOf({ content_type: type }: Attachment): string {
  const kind = type?.split('/', 1)[0]
  if (kind === 'image') return 'photo'
  return kind === 'video' || kind === 'audio' ? kind : 'file'
}

// A path such as /etc/hosts is no command, and // begins a note.
function readCommand(text: string): Pick<InboundCommand, 'name' | 'args'> | undefined {
  const match = /^\s*[!/]([A-Za-z0-9_]{1,64})(?=\s|$)/.exec(text)
  if (!match?.[1]) return undefined
  return { name: match[1].toLowerCase(), args: text.slice(match[0].length).trim() }
}
