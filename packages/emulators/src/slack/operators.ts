import { randomUUID } from 'node:crypto'
import { announceChange, announceMention, announceMessage, namesBot } from './announce.ts'
import type { Channel } from './channel.ts'
import { type ChannelDeeds, makeChannelDeeds, type SlackFrom } from './channel-deeds.ts'
import { type SlackFile, storeFile } from './files.ts'
import type { Message } from './message.ts'
import { messageJson } from './message-json.ts'
import { addReaction, removeReaction } from './reactions.ts'
import { removeMessage } from './removal.ts'
import { reactionName } from './text/emoji.ts'
import { readTyped } from './text/typed.ts'
import { messageView, type SlackMessageView } from './views.ts'
import type { Json, Person } from './wire.ts'
import { addMessage, channelNamed, makeId, type World } from './world.ts'

export interface SlackFileInput {
  name?: string
  title?: string
  bytes?: Uint8Array
  mimeType?: string
}

export interface SlackSendInput {
  /** As typed: names, links and emoji become Slack's own. */
  text?: string
  /** The thread; without it, the message stands in the channel. */
  threadTs?: string
  /** The channel, by id or name; the first one when left out. */
  channel?: string
  from?: SlackFrom
  /** "Also send to the channel." */
  broadcast?: boolean
  /** Written with `/me`. */
  me?: boolean
  files?: SlackFileInput[]
  /** Slack finds a preview for a link a moment later. */
  unfurl?: boolean
}

/** What people do in their clients. Everything takes effect at once and reaches the app as Slack would tell it. */
export interface SlackHumanSide extends ChannelDeeds {
  send(message: SlackSendInput): SlackMessageView
  /** Writes into the channel itself. */
  sendInChannel(text: string, from?: SlackFrom): SlackMessageView
  edit(ts: string, text: string, channel?: string): SlackMessageView
  delete(ts: string, channel?: string): void
  /** Slack finds a preview for a link in anybody's message; throws where the app asked for none. */
  unfurl(ts: string, channel?: string): void
  /** Reacts with a name, `:name:` or emoji. */
  react(ts: string, reaction: string, from?: SlackFrom, channel?: string): void
  unreact(ts: string, reaction: string, from?: SlackFrom, channel?: string): void
}

export function makeHumanSide(world: World, firstOperator: Person): SlackHumanSide {
  const find = (ts: string, channel: string | undefined): Message => {
    const message = where(channel).messages.get(ts)
    if (message === undefined || message.isDeleted || message.isTombstone)
      throw new Error(`There is no message ${ts}.`)
    return message
  }
  const where = (channel: string | undefined): Channel =>
    channel === undefined ? ([...world.channels.values()][0] as Channel) : channelNamed(world, channel)
  const person = (from: SlackFrom): Person => (from === undefined ? firstOperator : findPerson(world, from))

  const send = (input: SlackSendInput): SlackMessageView => {
    const channel = where(input.channel)
    if (channel.isArchived) throw new Error('Nobody can write in an archived channel.')
    const parent = input.threadTs === undefined ? undefined : channel.messages.get(input.threadTs)
    if (input.threadTs !== undefined && (parent === undefined || parent.isDeleted))
      throw new Error(`There is no thread ${input.threadTs}.`)
    const { id: userId } = person(input.from)
    const typed = readTyped(world, input.text ?? '')
    const files = (input.files ?? []).map(file => keepFile(file, userId))
    const message = addMessage(world, {
      channel,
      userId,
      subtype: subtypeOf(input, files),
      text: typed.text,
      blocks: typed.text === '' || input.me === true ? undefined : [richText(world, typed.elements)],
      threadTs: parent?.threadTs ?? parent?.ts,
      files,
      clientMsgId: input.me === true ? undefined : randomUUID(),
    })
    for (const file of files) file.shares.push({ channel, ts: message.ts, threadTs: message.threadTs })
    announceMessage(world, message)
    if (input.unfurl === true) unfurl(world, message)
    return messageView(world, message)
  }

  const keepFile = (file: SlackFileInput, userId: string): SlackFile => {
    const { name = 'notes.txt', bytes = Buffer.from('Notes\n'), title, mimeType } = file
    const stored = storeFile(world, {
      name,
      bytes,
      userId,
      ...(title !== undefined && { title }),
      ...(mimeType !== undefined && { mimeType }),
    })
    return stored
  }

  return {
    send,
    sendInChannel: (text, from) => send({ text, ...(from !== undefined && { from }) }),
    edit(ts, text, channel) {
      const message = find(ts, channel)
      const previous = messageJson(world, message)
      const namedBot = namesBot(world, message)
      const typed = readTyped(world, text)
      if (message.text === typed.text) return messageView(world, message)
      message.text = typed.text
      message.blocks = [richText(world, typed.elements)]
      message.edited = { user: message.userId ?? '', ts: `${Math.floor(world.clock.now() / 1000)}.000000` }
      world.changes.notify({ kind: 'message', message })
      announceChange(world, message, previous)
      if (!namedBot) announceMention(world, message)
      return messageView(world, message)
    },
    delete: (ts, channel) => removeMessage(world, find(ts, channel)),
    unfurl: (ts, channel) => unfurl(world, find(ts, channel)),
    react: (ts, reaction, from, channel) =>
      addReaction(world, find(ts, channel), reactionName(reaction), person(from).id),
    unreact: (ts, reaction, from, channel) =>
      removeReaction(world, find(ts, channel), reactionName(reaction), person(from).id),
    ...makeChannelDeeds(world, where, person),
  }
}

function subtypeOf(input: SlackSendInput, files: readonly SlackFile[]): string | undefined {
  if (input.me === true) return 'me_message'
  if (files.length > 0) return 'file_share'
  return input.broadcast === true && input.threadTs !== undefined ? 'thread_broadcast' : undefined
}

function richText(world: World, elements: Json[]): Json {
  const section = { type: 'rich_text_section', elements }
  return { type: 'rich_text', block_id: makeId(world, '').slice(-5), elements: [section] }
}

// A preview arrives as a change of the message, whose text stays the same.
function unfurl(world: World, message: Message): void {
  const link = /<(https?:[^|>]+)/.exec(message.text)?.[1]
  if (link === undefined) throw new Error('There is no link to show a preview of.')
  if (!message.canUnfurl) throw new Error('The app asked for no previews.')
  const previous = messageJson(world, message)
  const { hostname } = new URL(link)
  message.attachments = [
    {
      from_url: link,
      original_url: link,
      service_name: hostname,
      id: 1,
      title: hostname,
      title_link: link,
      text: '',
      fallback: hostname,
    },
  ]
  world.changes.notify({ kind: 'message', message })
  announceChange(world, message, previous)
}

function findPerson(world: World, from: string): Person {
  const found = [...world.people.values()].find(
    ({ id, name, displayName, realName }) =>
      !id.startsWith('USLACK') && [id, name, displayName, realName].includes(from),
  )
  if (found === undefined) throw new Error(`There is no operator ${from}.`)
  return found
}
