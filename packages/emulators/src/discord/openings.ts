import type { Account, Channel } from './guild.ts'
import type { Message } from './message.ts'
import { messageEventJson } from './message-json.ts'
import { postMessage } from './messages.ts'
import { type NewThread, openThread, type Thread } from './threads.ts'
import { channelType, messageType } from './wire.ts'
import type { World } from './world.ts'

/** What whoever opens a thread can choose. */
export interface Opening extends Pick<NewThread, 'name' | 'autoArchiveMinutes' | 'slowmodeSeconds'> {
  owner: Account
}

/** Opens a public thread at a message, whose id it shares. */
export function openAtMessage(world: World, parent: Channel, message: Message, opening: Opening): Thread {
  const thread = openThread(world, parent, {
    ...opening,
    id: message.id,
    type: channelType.publicThread,
    isPrivate: false,
  })
  // The first message there only points at the one in the channel; its author is who opened the thread.
  postMessage(world, thread, {
    author: opening.owner,
    content: '',
    type: messageType.threadStarter,
    reference: { channelId: parent.id, messageId: message.id },
  })
  // The message shows from now on that it has a thread, but it was not edited.
  world.dispatch({
    name: 'MESSAGE_UPDATE',
    channel: parent,
    data: ({ seesContent }) => messageEventJson(world, message, seesContent),
  })
  return thread
}

/** Opens a thread by itself; of a public one the channel shows that it is there. */
export function openAlone(
  world: World,
  parent: Channel,
  opening: Opening & { isPrivate: boolean; isInvitable?: boolean },
): Thread {
  const thread = openThread(world, parent, {
    ...opening,
    id: world.makeId(),
    type: opening.isPrivate ? channelType.privateThread : channelType.publicThread,
  })
  if (!opening.isPrivate)
    postMessage(world, parent, {
      author: opening.owner,
      content: thread.name,
      type: messageType.threadCreated,
      reference: { channelId: thread.id, messageId: undefined },
    })
  return thread
}

/** Opens a post in a forum. Its first message, with its id, is the caller's to write. */
export function openPost(
  world: World,
  forum: Channel,
  opening: Opening & { appliedTags?: string[] },
): Thread {
  const type = channelType.publicThread
  return openThread(world, forum, { ...opening, id: world.makeId(), type, isPrivate: false })
}
