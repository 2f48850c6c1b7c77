import { emptyMessage } from './errors.ts'
import { storeAttachment } from './files.ts'
import type { Channel } from './guild.ts'
import { type AllowedMentions, findMentions } from './mentions.ts'
import type { Message } from './message.ts'
import type { MessageForm } from './message-form.ts'
import { announceEdit } from './messages.ts'
import { messageFlag } from './wire.ts'
import { findAccount, type World } from './world.ts'

/** Edits a message: what the form does not have stays, and whom it names is found anew. */
export function rewrite(
  world: World,
  channel: Channel,
  message: Message,
  changes: MessageForm,
  mentions: { defaults: AllowedMentions; mayMentionEveryone: boolean },
): void {
  const content = changes.content ?? message.content
  const embeds = changes.embeds ?? message.embeds
  const components = changes.components ?? message.components
  const { kept } = changes
  const attachments = message.attachments.filter(({ id }) => kept?.has(id) !== false)
  const size = embeds.length + components.length + attachments.length + changes.files.length
  if (content === '' && size === 0) throw emptyMessage()

  if (changes.content !== undefined) {
    // Who was pinged by being answered stays so; everyone else is looked for again.
    const repliedTo = message.mentions.users.find(user => user.id === repliedAuthor(world, message))
    const { defaults, mayMentionEveryone } = mentions
    message.mentions = findMentions(world, content, changes.allowed ?? defaults, {
      mayMentionEveryone,
      repliesTo: repliedTo,
    })
  }
  message.content = content
  message.embeds = embeds
  message.components = components
  message.attachments = [
    ...attachments,
    ...changes.files.map(file => storeAttachment(world, channel.id, file)),
  ]
  if (changes.flags !== undefined)
    message.flags =
      (message.flags & ~messageFlag.suppressEmbeds) | (changes.flags & messageFlag.suppressEmbeds)
  message.editedAt = world.clock.now()
  announceEdit(world, channel, message)
}

function repliedAuthor(world: World, { reference }: Message): string | undefined {
  const channel = world.channels.get(reference?.channelId ?? '')
  const author = channel?.messages.get(reference?.messageId ?? '')?.author
  return author === undefined ? undefined : findAccount(world, author.id)?.id
}
