import { answerCallbackQuery } from './callbacks.ts'
import {
  getChat,
  getChatAdministrators,
  getChatMember,
  getChatMemberCount,
  getFile,
  getMe,
  getUserProfilePhotos,
  sendChatAction,
} from './chats.ts'
import { deleteMyCommands, getMyCommands, setMyCommands } from './commands.ts'
import {
  deleteMessage,
  deleteMessages,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageText,
  pinChatMessage,
  unpinChatMessage,
} from './edit.ts'
import type { Method } from './method.ts'
import { setMessageReaction } from './reactions.ts'
import { sendDocument, sendMessage, sendPhoto } from './send.ts'
import {
  closeForumTopic,
  createForumTopic,
  deleteForumTopic,
  editForumTopic,
  reopenForumTopic,
} from './topics.ts'
import { close, deleteWebhook, getUpdates, getWebhookInfo, logOut, setWebhook } from './updates.ts'

const all: Record<string, Method> = {
  answerCallbackQuery,
  close,
  closeForumTopic,
  createForumTopic,
  deleteForumTopic,
  deleteMessage,
  deleteMessages,
  deleteMyCommands,
  deleteWebhook,
  editForumTopic,
  editMessageCaption,
  editMessageReplyMarkup,
  editMessageText,
  getChat,
  getChatAdministrators,
  getChatMember,
  getChatMemberCount,
  getFile,
  getMe,
  getMyCommands,
  getUpdates,
  getUserProfilePhotos,
  getWebhookInfo,
  logOut,
  pinChatMessage,
  reopenForumTopic,
  sendChatAction,
  sendDocument,
  sendMessage,
  sendPhoto,
  setMessageReaction,
  setMyCommands,
  setWebhook,
  unpinChatMessage,
}

/** The methods by lower-case name, for the server takes their names in any case. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries(all).map(([name, method]) => [name.toLowerCase(), method]),
)

const properNames: ReadonlyMap<string, string> = new Map(
  Object.keys(all).map(name => [name.toLowerCase(), name]),
)

/** The documented spelling of a method's name. */
export function properName(name: string): string {
  return properNames.get(name.toLowerCase()) ?? name
}
