import { announceChange, announceDeletion } from './announce.ts'
import { type Message, repliesOf } from './message.ts'
import { messageJson } from './message-json.ts'
import type { World } from './world.ts'

/** Deletes a message. Where replies hang on it, a tombstone keeps its place until the last of them goes. */
export function removeMessage(world: World, message: Message): void {
  const previous = messageJson(world, message)
  const { channel, threadTs } = message
  if (repliesOf(channel, message.ts).length > 0) {
    message.isTombstone = true
    world.changes.notify({ kind: 'message', message })
    announceChange(world, message, previous)
    return
  }
  message.isDeleted = true
  world.changes.notify({ kind: 'message', message })
  announceDeletion(world, message, previous)
  const parent = threadTs === undefined ? undefined : channel.messages.get(threadTs)
  if (parent?.isTombstone === true && repliesOf(channel, parent.ts).length === 0) {
    // The place that it kept goes, too, and the app is told of the tombstone's end.
    const tombstone = messageJson(world, parent)
    parent.isDeleted = true
    parent.isTombstone = false
    world.changes.notify({ kind: 'message', message: parent })
    announceDeletion(world, parent, tombstone)
  }
}
