import type { SlackEmulator } from '../slack/emulator.ts'
import { emojiNamed, emojiNames } from '../slack/text/emoji.ts'
import { messageView, type SlackMessageView } from '../slack/views.ts'
import type { PhoneMessage, PhoneTopic, Platform, Snapshot } from './phone.ts'
import { slackDeeds } from './slack-deeds.ts'

/** The part of a Slack emulator that its phone shows and uses. */
export type SlackTarget = Pick<
  SlackEmulator,
  'world' | 'channelId' | 'operators' | 'asOperator' | 'channel' | 'onChange'
>

export interface SlackMessage extends PhoneMessage {
  /** As on the wire; `text` is what one reads. */
  source: string
  blocks: SlackMessageView['blocks']
  attachments: SlackMessageView['attachments']
  files: SlackMessageView['files']
  /** A reply that stands in the channel, too. */
  isBroadcast: boolean
  /** Deleted, but its replies keep its place. */
  isTombstone: boolean
}

export interface SlackSnapshot extends Snapshot<PhoneTopic, SlackMessage> {
  /** The team's name; the title is the channel's. */
  team: string
  isArchived: boolean
  /** Names by id, for what a text mentions. */
  names: Record<string, string>
  /** Emoji by Slack's names. */
  emoji: Record<string, string>
}

// What a channel says of itself.
const notes: ReadonlySet<string> = new Set([
  'channel_join',
  'channel_leave',
  'channel_archive',
  'channel_unarchive',
  'channel_name',
])

export function slackPlatform(target: SlackTarget): Platform {
  const { world, channelId } = target
  return {
    name: 'slack',
    snapshot: () => snapshot(target),
    follow: tell =>
      target.onChange(change => {
        if (change.kind === 'channel') {
          if (change.channel.id === channelId) tell('snapshot', snapshot(target))
        } else if (change.kind === 'message' && change.message.channel.id === channelId) {
          const message = messageOf(messageView(world, change.message))
          tell('message', message)
          if (message.id === message.topicId) tell('topic', topicOf(message))
        }
      }),
    deed: slackDeeds(target.asOperator),
    file: id => world.files.get(id),
  }
}

function snapshot({ world, channelId, channel, operators }: SlackTarget): SlackSnapshot {
  const { name, isArchived } = channel(channelId)
  const all = [...(world.channels.get(channelId)?.messages.values() ?? [])]
  // A parent is as old as its newest reply is not, so nothing is left out for its age.
  const messages = all.map(message => messageOf(messageView(world, message))).filter(isThere)
  const people = [...world.people.values()]
  return {
    title: name,
    team: world.team.name,
    isArchived,
    bot: { id: world.bot.id, name: world.bot.displayName || world.bot.realName, isBot: true },
    operators: operators.map(({ id, displayName, realName }) => ({
      id,
      name: displayName || realName,
      firstName: displayName || realName,
    })),
    commands: [],
    topics: messages.filter(({ id, topicId }) => id === topicId).map(topicOf),
    messages,
    names: Object.fromEntries([
      ...[...world.channels.values()].map(each => [each.id, `#${each.name}`]),
      ...people.map(({ id, displayName, realName }) => [id, `@${displayName || realName}`]),
    ]),
    emoji: Object.fromEntries([...emojiNames].map(([unicode, emojiName]) => [emojiName, unicode])),
  }
}

function isThere({ isDeleted }: SlackMessage): boolean {
  return !isDeleted
}

/** Each message that stands in the channel can have replies, and is a topic. */
function topicOf({ id, text, isDeleted }: SlackMessage): PhoneTopic {
  return { id, name: text.split('\n', 1)[0] ?? '', isClosed: false, isDeleted, botAction: undefined }
}

function messageOf(view: SlackMessageView): SlackMessage {
  const { ts, threadTs, from, subtype = '', shown, text, edited, reactions, ...rest } = view
  const { blocks, attachments, files, isBroadcast, isDeleted, isTombstone } = rest
  return {
    id: ts,
    topicId: threadTs ?? ts,
    from: { id: from.id, name: from.name, isBot: from.isBot },
    date: Number(ts),
    editDate: edited === undefined ? undefined : Number(edited),
    text: shown,
    source: text,
    blocks: isTombstone ? undefined : blocks,
    attachments,
    files,
    replyTo: undefined,
    reactions: reactions.flatMap(({ name, by }) =>
      by.map(person => ({ emoji: emojiNamed(name) ?? `:${name}:`, by: person })),
    ),
    service: notes.has(subtype) ? { name: subtype, value: shown } : undefined,
    isBroadcast,
    isDeleted,
    isTombstone,
  }
}
