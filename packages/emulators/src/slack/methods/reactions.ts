import { demandMembership, findChannel, findMessage } from '../access.ts'
import { isTs } from '../channel.ts'
import { MethodError } from '../errors.ts'
import type { Message } from '../message.ts'
import { messageJson } from '../message-json.ts'
import { addReaction, removeReaction } from '../reactions.ts'
import { isEmojiName } from '../text/emoji.ts'
import { type Call, formOnly, type Method, method } from './method.ts'

function item(call: Call): Message {
  const { args } = call
  if (!args.has('channel') || !args.has('timestamp')) throw new MethodError('no_item_specified')
  const channel = findChannel(call)
  const ts = args.text('timestamp')
  if (!isTs(ts)) throw new MethodError('bad_timestamp')
  demandMembership(call, channel)
  return findMessage(channel, ts)
}

function name({ args }: Call): string {
  const given = args.required('name').replace(/^:|:$/g, '')
  if (!isEmojiName(given)) throw new MethodError('invalid_name')
  return given === 'thumbsup' ? '+1' : given === 'thumbsdown' ? '-1' : given
}

const add = method('tier3', ['reactions:write'], call => {
  const reaction = name(call)
  const message = item(call)
  if (message.channel.isArchived) throw new MethodError('is_archived')
  addReaction(call.world, message, reaction, call.world.bot.id)
  return {}
})

const remove = method('tier2', ['reactions:write'], call => {
  removeReaction(call.world, item(call), name(call), call.world.bot.id)
  return {}
})

const get = method(
  'tier3',
  ['reactions:read'],
  call => {
    const message = item(call)
    return { type: 'message', channel: message.channel.id, message: messageJson(call.world, message) }
  },
  formOnly,
)

export const reactions: Record<string, Method> = {
  'reactions.add': add,
  'reactions.get': get,
  'reactions.remove': remove,
}
