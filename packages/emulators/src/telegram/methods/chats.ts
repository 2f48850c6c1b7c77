import { findChat } from '../access.ts'
import { badRequest } from '../errors.ts'
import { maxDownloadBytes, openFile, storeFile } from '../files.ts'
import { administrators, findMember } from '../members.ts'
import { chatJson, fileJson, messageJson } from '../message-json.ts'
import { notify } from '../world.ts'
import { type Method, ok } from './method.ts'

export const getMe: Method = ({ world }) => ({
  result: {
    ...world.bot,
    can_join_groups: true,
    can_read_all_group_messages: world.canReadAllGroupMessages,
    supports_inline_queries: false,
    supports_guest_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
  },
})

export const getChat: Method = ({ world, args }) => {
  const chat = findChat(world, args, 'read')
  const pinned = chat.pinnedMessageId === undefined ? undefined : chat.messages.get(chat.pinnedMessageId)
  const giftTypes = {
    unlimited_gifts: false,
    limited_gifts: false,
    unique_gifts: false,
    premium_subscription: false,
    gifts_from_channels: false,
  }
  return {
    result: {
      ...chatJson(chat),
      permissions: memberPermissions,
      accepted_gift_types: giftTypes,
      ...(pinned !== undefined && { pinned_message: messageJson(pinned, false) }),
      ...(chat.allowedReactions !== undefined && {
        available_reactions: chat.allowedReactions.map(emoji => ({ type: 'emoji', emoji })),
      }),
      max_reaction_count: 11,
      accent_color_id: 4,
    },
  }
}

export const getChatMember: Method = ({ world, args }) => {
  const userId = Math.max(0, args.integer('user_id', 0, -(2 ** 53), 2 ** 53))
  if (userId === 0) throw badRequest('Invalid user_id specified')
  const chat = findChat(world, args, userId === world.bot.id ? 'read' : 'members')
  return { result: findMember(world, chat, userId) }
}

export const getChatAdministrators: Method = ({ world, args }) => {
  const chat = findChat(world, args, 'members')
  return { result: administrators(world, chat) }
}

export const getChatMemberCount: Method = ({ world, args }) => {
  findChat(world, args, 'members')
  return { result: world.operators.size + 1 }
}

const actions: ReadonlySet<string> = new Set([
  'cancel',
  'typing',
  'record_video',
  'upload_video',
  'record_audio',
  'record_voice',
  'upload_audio',
  'upload_voice',
  'upload_photo',
  'upload_document',
  'choose_sticker',
  'pick_up_location',
  'find_location',
  'record_video_note',
  'upload_video_note',
])

// How long clients show it.
const actionMs = 5000

export const sendChatAction: Method = ({ world, args }) => {
  const action = args.text('action').toLowerCase()
  if (!actions.has(action)) throw badRequest('Wrong parameter action in request')
  const chat = findChat(world, args, 'write')
  // Nobody looks whether the topic is there: a deleted one is answered like any other (telegram-bot-api issue 732).
  const id = Math.max(1, args.integer('message_thread_id'))
  const topic = chat.topics.get(id)
  if (topic !== undefined && !topic.isDeleted) {
    topic.botAction = action === 'cancel' ? undefined : { action, until: world.clock.now() + actionMs }
    notify(world, { kind: 'topic', chat, topicId: topic.id })
  }
  return ok
}

export const getFile: Method = ({ world, args }) => {
  const id = args.text('file_id')
  if (id === '') throw badRequest('file_id not specified')
  const file = world.files.get(id)
  if (file === undefined) throw badRequest('invalid file_id')
  if (file.bytes.length > maxDownloadBytes) throw badRequest('file is too big')
  return { result: { ...fileJson(file), file_path: openFile(world, file) } }
}

export const getUserProfilePhotos: Method = ({ world, args }) => {
  const userId = Math.max(0, args.integer('user_id', 0, -(2 ** 53), 2 ** 53))
  if (userId === 0) throw badRequest('Invalid user_id specified')
  const operator = world.operators.get(userId)
  if (operator === undefined && userId !== world.bot.id) throw badRequest('user not found')
  if (operator?.photo === undefined || args.integer('offset') > 0) {
    return { result: { total_count: operator?.photo === undefined ? 0 : 1, photos: [] } }
  }
  const known = [...world.files.values()].find(file => file.bytes === operator.photo)
  const name = `${operator.id}.jpg`
  const size = { width: 160, height: 160 }
  const file = known ?? storeFile(world, { name, mimeType: 'image/jpeg', bytes: operator.photo }, size)
  return { result: { total_count: 1, photos: [[{ ...fileJson(file), ...size }]] } }
}

const memberPermissions = {
  can_send_messages: true,
  can_send_media_messages: true,
  can_send_audios: true,
  can_send_documents: true,
  can_send_photos: true,
  can_send_videos: true,
  can_send_video_notes: true,
  can_send_voice_notes: true,
  can_send_polls: true,
  can_send_other_messages: true,
  can_add_web_page_previews: true,
  can_react_to_messages: true,
  can_edit_tag: false,
  can_change_info: false,
  can_invite_users: true,
  can_pin_messages: false,
  can_manage_topics: false,
}
