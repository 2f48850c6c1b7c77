import type { Inbound, InboundAuthor, IntakeItem } from '@pocketping/core'
import { formatAddress } from './addresses.ts'
import { showEmoji } from './emoji.ts'
import { decodeText, mentionedUsers, withoutMention } from './mrkdwn.ts'
import type { SlackEvent, SlackMessage, SlackMessageEvent, SlackReactionEvent } from './payloads.ts'
import type { FindPerson } from './people.ts'

/** Who reads: our bot, and how people are found. */
export interface Reader {
  botUserId: string
  findPerson: FindPerson
}

// What people say carries one of these or none; every other subtype tells of something that happened in a channel.
const SAID = new Set([undefined, 'file_share', 'thread_broadcast', 'me_message'])

/** Reads an event as what an operator did in a thread; undefined where it is nothing to the engine. */
export async function readEvent(event: SlackEvent, reader: Reader): Promise<IntakeItem | undefined> {
  if (event.type === 'reaction_added') return readReaction(event, reader)
  switch (event.subtype) {
    case 'message_changed':
      return readEdit(event, reader)
    case 'message_deleted':
      return readDeletion(event)
    default:
      return readMessage(event, reader)
  }
}

// By Slack's names.
const APPROVALS: ReadonlySet<string> = new Set([
  '+1',
  'thumbsup',
  'white_check_mark',
  'heavy_check_mark',
  'ok_hand',
])

/** The thread an event belongs to, for keeping their order; empty for what belongs to none. */
export function laneOf(event: SlackEvent): string {
  if (event.type === 'reaction_added') return ''
  const message = event.message ?? event.previous_message ?? event
  return message.thread_ts ? formatAddress(event.channel, message.thread_ts) : ''
}

async function readMessage(event: SlackMessageEvent, reader: Reader): Promise<IntakeItem | undefined> {
  const { ts } = event
  if (ts === undefined) return undefined
  const place = placeOf(event.channel, { ...event, ts }, reader)
  if (!place) return undefined
  const { author, ...where } = place
  const { text, isAddressed } = await readText(event, reader)
  const unsupported = unsupportedIn(event, text)
  const command = unsupported ? undefined : readCommand(text)
  const base = { ...where, author: await author() }
  const inbound: Inbound = command
    ? { type: 'command', ...base, ...command }
    : {
        type: 'message',
        ...base,
        text,
        ...(unsupported && { unsupported }),
        ...(isAddressed && { isAddressed }),
      }
  return { position: event.event_ts ?? ts, lane: where.threadId, inbound }
}

async function readEdit(event: SlackMessageEvent, reader: Reader): Promise<IntakeItem | undefined> {
  const { message, previous_message: previous, channel } = event
  if (!message) return undefined
  // Slack also tells so of link previews and of the language it found; those leave the text as it is.
  const isEdited = previous ? previous.text !== message.text : message.edited !== undefined
  const place = isEdited ? placeOf(channel, message, reader) : undefined
  if (!place) return undefined
  const { author, ...where } = place
  const { text, isAddressed } = await readText(message, reader)
  const version = event.event_ts ?? message.edited?.ts ?? message.ts
  return {
    position: version,
    lane: where.threadId,
    inbound: {
      type: 'edit',
      // Slack tells again for minutes what was not confirmed in time, also when a newer edit was.
      version,
      ...where,
      author: await author(),
      text,
      ...(isAddressed && { isAddressed }),
    },
  }
}

function readDeletion({
  previous_message: message,
  channel,
  event_ts,
  ts,
}: SlackMessageEvent): IntakeItem | undefined {
  if (!message?.thread_ts || message.thread_ts === message.ts || isOfProgram(message)) return undefined
  const threadId = formatAddress(channel, message.thread_ts)
  const inbound: Inbound = { type: 'delete', threadId, platformId: formatAddress(channel, message.ts) }
  return { position: event_ts ?? ts ?? message.ts, lane: threadId, inbound }
}

async function readReaction(
  { user, item, reaction = '', event_ts: position }: SlackReactionEvent,
  reader: Reader,
): Promise<IntakeItem | undefined> {
  const { channel, ts } = item
  if (item.type !== 'message' || !channel || !ts || user === reader.botUserId) return undefined
  const platformId = formatAddress(channel, ts)
  const isApproval = APPROVALS.has(reaction.replace(/::skin-tone-\d$/, ''))
  const author = await reader.findPerson(user)
  return {
    position,
    lane: '',
    inbound: { type: 'reaction', platformId, author, ...(isApproval && { isApproval }) },
  }
}

interface Place {
  threadId: string
  platformId: string
  author: () => Promise<InboundAuthor>
}

// Only what a person said below another message has a place: an opening message names itself as its thread.
function placeOf(
  channel: string,
  message: Partial<SlackMessage> & { ts: string },
  reader: Reader,
): Place | undefined {
  const { ts, thread_ts: thread, user, subtype } = message
  if (!thread || thread === ts || !user || !SAID.has(subtype)) return undefined
  if (isOfProgram(message) || user === reader.botUserId) return undefined
  return {
    threadId: formatAddress(channel, thread),
    platformId: formatAddress(channel, ts),
    author: () => reader.findPerson(user),
  }
}

function isOfProgram({ bot_id: botId, subtype }: Partial<SlackMessage>): boolean {
  return botId !== undefined || subtype === 'bot_message'
}

/** A message's text as the operator saw it, without our bot's name. */
async function readText(
  { text = '', blocks }: Pick<SlackMessage, 'text' | 'blocks'>,
  { botUserId, findPerson }: Reader,
): Promise<{ text: string; isAddressed: boolean }> {
  const rest = withoutMention(text, botUserId)
  const words = showEmoji(rest ?? text, blocks)
  const people = await Promise.all(mentionedUsers(words).map(findPerson))
  const names = new Map(people.map(({ id, name }) => [id, name]))
  return { text: decodeText(words, id => names.get(id) ?? ''), isAddressed: rest !== undefined }
}

const KINDS: readonly [mimetype: RegExp, kind: string][] = [
  [/^image\//, 'picture'],
  [/^video\//, 'video'],
  [/^audio\//, 'voice message'],
]

function unsupportedIn(
  { files, attachments }: Pick<SlackMessage, 'files' | 'attachments'>,
  text: string,
): string | undefined {
  const [file] = files ?? []
  if (file) {
    // A clip recorded in Slack says so, whatever its container.
    if (file.subtype === 'slack_audio') return 'voice message'
    return KINDS.find(([mimetype]) => mimetype.test(file.mimetype ?? ''))?.[1] ?? 'file'
  }
  // A message of elsewhere that is shared here has no words of its own.
  return attachments?.length && text.trim() === '' ? 'shared message' : undefined
}

// Slash commands do not work in threads, so commands are words; Slack's own client lets `/` pass only behind a blank.
function readCommand(text: string): { name: string; args: string } | undefined {
  const words = text.trimStart()
  const match = /^[!/](\w{1,64})(?=\s|$)/.exec(words)
  if (!match?.[1]) return undefined
  return { name: match[1].toLowerCase(), args: words.slice(match[0].length).trim() }
}
