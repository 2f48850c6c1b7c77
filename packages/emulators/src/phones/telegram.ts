import type { ChatView } from '../telegram/emulator.ts'
import type { HumanSide } from '../telegram/operators.ts'
import { type MessageView, messagesOf, messageView, type TopicView, topicView } from '../telegram/views.ts'
import type { User } from '../telegram/wire.ts'
import type { Change, World } from '../telegram/world.ts'
import { latest, type Platform, type Snapshot } from './phone.ts'
import { telegramDeeds } from './telegram-deeds.ts'

/** The part of a Telegram emulator that its phone shows and uses. */
export interface TelegramTarget {
  readonly world: World
  readonly chat: ChatView
  readonly bot: User
  readonly operators: readonly User[]
  readonly asOperator: HumanSide
  topics(): TopicView[]
  onChange(listener: (change: Change) => void): () => void
}

export function telegramPlatform(target: TelegramTarget): Platform {
  const { world } = target
  return {
    name: 'telegram',
    snapshot: () => snapshot(target),
    follow: tell =>
      target.onChange(change => {
        if (change.kind === 'message') {
          if (change.message.chat === world.chat) tell('message', messageView(change.message))
        } else if (change.kind === 'topic') {
          const topic = change.chat.topics.get(change.topicId)
          if (topic !== undefined && change.chat === world.chat) tell('topic', topicView(world, topic))
        } else if (change.kind === 'chat') {
          tell('snapshot', snapshot(target))
        }
      }),
    deed: telegramDeeds(target.asOperator),
    file: id => world.files.get(id),
  }
}

function snapshot({ world, chat, bot, operators, topics }: TelegramTarget): Snapshot<TopicView, MessageView> {
  const all = topics()
  return {
    title: chat.title,
    bot: { id: bot.id, name: bot.first_name, isBot: true },
    operators: operators.map(({ id, first_name: firstName, last_name: lastName }) => ({
      id,
      name: lastName === undefined ? firstName : `${firstName} ${lastName}`,
      firstName,
    })),
    commands: commandsOf(world.commands.values()),
    topics: all,
    messages: all.flatMap(topic => latest(messagesOf(world.chat, topic.id))),
  }
}

// The same command may stand in several scopes; a phone shows it once.
function commandsOf(lists: Iterable<unknown>): { command: string; description: string }[] {
  const commands = new Map<string, { command: string; description: string }>()
  for (const list of lists)
    for (const command of list as { command: string; description: string }[])
      commands.set(command.command, command)
  return [...commands.values()]
}
