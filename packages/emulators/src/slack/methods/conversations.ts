import { demandMembership, demandScope, findChannel } from '../access.ts'
import { announceMessage } from '../announce.ts'
import { type Channel, compareTs, isTs } from '../channel.ts'
import { MethodError } from '../errors.ts'
import { isInChannel, repliesOf } from '../message.ts'
import { messageJson } from '../message-json.ts'
import { inRange, pageOf } from '../paging.ts'
import type { Json } from '../wire.ts'
import { addMessage, type World } from '../world.ts'
import { formOnly, type Method, method } from './method.ts'

const readScopes = ['channels:read', 'groups:read']
const historyScopes = ['channels:history', 'groups:history']

function channelJson(world: World, channel: Channel): Json {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    created: channel.created,
    is_archived: channel.isArchived,
    is_general: false,
    unlinked: 0,
    name_normalized: channel.name,
    is_shared: false,
    is_org_shared: false,
    is_ext_shared: false,
    is_pending_ext_shared: false,
    pending_shared: [],
    context_team_id: world.team.id,
    updated: channel.created * 1000,
    parent_conversation: null,
    creator: channel.creator,
    shared_team_ids: [world.team.id],
    is_member: channel.members.has(world.bot.id),
    topic: { value: '', creator: '', last_set: 0 },
    purpose: { value: '', creator: '', last_set: 0 },
    previous_names: [],
  }
}

const info = method(
  'tier3',
  readScopes,
  call => {
    const channel = findChannel(call)
    demandScope(call, channel, 'read')
    const members = call.args.flag('include_num_members') ? { num_members: channel.members.size } : {}
    return { channel: { ...channelJson(call.world, channel), ...members } }
  },
  formOnly,
)

const list = method(
  'tier2',
  readScopes,
  call => {
    const { world, args } = call
    const types = (args.text('types') || 'public_channel').split(',')
    const wanted = [...world.channels.values()].filter(
      channel =>
        types.includes(channel.isPrivate ? 'private_channel' : 'public_channel') &&
        (!channel.isPrivate || channel.members.has(world.bot.id)) &&
        !(channel.isArchived && args.flag('exclude_archived')),
    )
    const { page, metadata } = pageOf(args, wanted, channel => channel.id, 100)
    return { channels: page.map(channel => channelJson(world, channel)), response_metadata: metadata }
  },
  formOnly,
)

const history = method(
  'tier3',
  historyScopes,
  call => {
    const { world, args } = call
    const channel = findChannel(call)
    demandScope(call, channel, 'history')
    demandMembership(call, channel)
    // Newest first, as one looks back.
    const messages = [...channel.messages.values()]
      .filter(message => !message.isDeleted && isInChannel(message) && inRange(args, message.ts))
      .sort((first, second) => compareTs(second.ts, first.ts))
    const { page, hasMore, metadata } = pageOf(args, messages, message => message.ts, 100)
    const withMetadata = args.flag('include_all_metadata')
    return {
      messages: page.map(message => messageJson(world, message, withMetadata)),
      has_more: hasMore,
      pin_count: 0,
      channel_actions_ts: null,
      channel_actions_count: 0,
      ...(hasMore && { response_metadata: metadata }),
    }
  },
  formOnly,
)

const replies = method(
  'tier3',
  historyScopes,
  call => {
    const { world, args } = call
    const channel = findChannel(call)
    demandScope(call, channel, 'history')
    demandMembership(call, channel)
    const ts = args.required('ts')
    const given = isTs(ts) ? channel.messages.get(ts) : undefined
    if (given === undefined || given.isDeleted) throw new MethodError('thread_not_found')
    // A reply leads to itself alone, a parent to everything that hangs on it. The range does not hide the parent.
    const isReply = given.threadTs !== undefined && given.threadTs !== given.ts
    const after = isReply ? [] : repliesOf(channel, ts).filter(reply => inRange(args, reply.ts))
    const { page, hasMore, metadata } = pageOf(args, after, message => message.ts, 1000)
    const withMetadata = args.flag('include_all_metadata')
    return {
      messages: [given, ...page].map(message => messageJson(world, message, withMetadata)),
      has_more: hasMore,
      ...(hasMore && { response_metadata: metadata }),
    }
  },
  formOnly,
)

const join = method('tier3', ['channels:join'], call => {
  const { world } = call
  const channel = findChannel(call)
  if (channel.isPrivate) throw new MethodError('method_not_supported_for_channel_type')
  if (channel.isArchived) throw new MethodError('is_archived')
  if (channel.members.has(world.bot.id)) {
    const warning = 'already_in_channel'
    return {
      channel: channelJson(world, channel),
      warning,
      response_metadata: { warnings: [warning] },
    }
  }
  channel.members.add(world.bot.id)
  world.changes.notify({ kind: 'channel', channel })
  announceMessage(
    world,
    addMessage(world, {
      channel,
      userId: world.bot.id,
      subtype: 'channel_join',
      text: `<@${world.bot.id}> has joined the channel`,
    }),
  )
  return { channel: channelJson(world, channel) }
})

const members = method(
  'tier4',
  readScopes,
  call => {
    const channel = findChannel(call)
    demandScope(call, channel, 'read')
    const { page, metadata } = pageOf(call.args, [...channel.members], id => id, 100)
    return { members: page, response_metadata: metadata }
  },
  formOnly,
)

export const conversations: Record<string, Method> = {
  'conversations.history': history,
  'conversations.info': info,
  'conversations.join': join,
  'conversations.list': list,
  'conversations.members': members,
  'conversations.replies': replies,
}
