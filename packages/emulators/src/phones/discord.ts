import type { DiscordEmulator } from '../discord/emulator.ts'
import type { Channel } from '../discord/guild.ts'
import { isThread } from '../discord/threads.ts'
import { type MessageView, messageView } from '../discord/views.ts'
import { channelType } from '../discord/wire.ts'
import { discordDeeds } from './discord-deeds.ts'
import { latest, type PhoneMessage, type PhoneTopic, type Platform, type Snapshot } from './phone.ts'

/** The part of a Discord emulator that its phone shows and uses. */
export type DiscordTarget = Pick<
  DiscordEmulator,
  'world' | 'channelId' | 'operators' | 'asOperator' | 'channelMessages' | 'onChange'
>

/** A thread, or the text channel itself. */
export interface DiscordTopic extends PhoneTopic {
  /** The channel or forum that a thread is in; undefined for the channel itself. */
  parentId: string | undefined
  isLocked: boolean
}

export interface DiscordMessage extends PhoneMessage {
  embeds: MessageView['embeds']
  components: MessageView['components']
  files: MessageView['attachments']
}

export interface DiscordSnapshot extends Snapshot<DiscordTopic, DiscordMessage> {
  /** Names by id, for what a text mentions. */
  names: Record<string, string>
}

export function discordPlatform(target: DiscordTarget): Platform {
  const { world } = target
  const isShown = (channel: Channel): boolean => isThread(channel) || channel.id === target.channelId
  return {
    name: 'discord',
    snapshot: () => snapshot(target),
    follow: tell =>
      target.onChange(change => {
        if (change.kind === 'message') {
          const channel = world.channels.get(change.message.channelId)
          if (channel !== undefined && isShown(channel))
            tell('message', messageOf(messageView(world, change.message)))
        } else if (change.kind === 'channel' && isShown(change.channel)) {
          tell('topic', topicOf(change.channel, world.clock.now()))
        } else if (change.kind === 'guild') {
          tell('snapshot', snapshot(target))
        }
      }),
    deed: discordDeeds(target.asOperator),
    file: id => world.attachments.get(id),
  }
}

function snapshot({ world, channelId, operators, channelMessages }: DiscordTarget): DiscordSnapshot {
  const { bot, guild } = world
  const there = [...world.channels.values()].filter(channel => !channel.isDeleted)
  const shown = there.filter(channel => isThread(channel) || channel.id === channelId)
  const people = [...guild.members.values()].map(({ account }) => account)
  return {
    title: guild.name,
    bot: { id: bot.id, name: bot.globalName ?? bot.username, isBot: true },
    operators: operators.map(({ id, username, globalName = username }) => ({
      id,
      name: globalName,
      firstName: globalName,
    })),
    commands: [],
    topics: shown.map(channel => topicOf(channel, world.clock.now())),
    messages: shown.flatMap(({ id }) => latest(channelMessages(id)).map(messageOf)),
    names: Object.fromEntries([
      ...there.map(({ id, name, type }) => [id, type === channelType.forum ? name : `#${name}`]),
      ...people.map(({ id, username, globalName }) => [id, `@${globalName ?? username}`]),
      ...[...guild.roles.values()].map(({ id, name }) => [id, `@${name.replace(/^@/, '')}`]),
    ]),
  }
}

function topicOf(channel: Channel, now: number): DiscordTopic {
  const { id, name, isDeleted, parentId, thread, botTypesUntil } = channel
  return {
    id,
    name,
    isDeleted,
    parentId,
    isClosed: thread?.isArchived === true || thread?.isLocked === true,
    isLocked: thread?.isLocked === true,
    botAction: botTypesUntil > now ? 'typing' : undefined,
  }
}

function messageOf({ channelId, at, editedAt, attachments, service, ...view }: MessageView): DiscordMessage {
  const { id, from, text, embeds, components, replyTo, reactions, isDeleted } = view
  return {
    id,
    topicId: channelId,
    from,
    date: at / 1000,
    editDate: editedAt === undefined ? undefined : editedAt / 1000,
    text,
    embeds,
    components,
    files: attachments,
    replyTo,
    reactions: reactions.flatMap(({ emoji, by }) => by.map(person => ({ emoji, by: person }))),
    service: service === undefined ? undefined : { name: service, value: text },
    isDeleted,
  }
}
