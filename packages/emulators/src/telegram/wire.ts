/** A person or a bot, as the Bot API writes them. */
export interface User {
  id: number
  is_bot: boolean
  first_name: string
  last_name?: string
  username?: string
  language_code?: string
}

/** A formatted stretch of text; `offset` and `length` count UTF-16 units. */
export interface Entity {
  type: string
  offset: number
  length: number
  url?: string
  language?: string
  user?: User
  custom_emoji_id?: string
}

/** A reaction as the Bot API writes it. */
export type Reaction = { type: 'emoji'; emoji: string } | { type: 'custom_emoji'; custom_emoji_id: string }

/** Any JSON object on its way to the bot. */
export type Json = Record<string, unknown>

/** What an administrator may do in a supergroup; the names are those of `ChatMemberAdministrator`. */
export interface AdministratorRights {
  can_manage_chat: boolean
  can_change_info: boolean
  can_delete_messages: boolean
  can_invite_users: boolean
  can_restrict_members: boolean
  can_pin_messages: boolean
  can_manage_topics: boolean
  can_promote_members: boolean
  can_manage_video_chats: boolean
  can_post_stories: boolean
  can_edit_stories: boolean
  can_delete_stories: boolean
  can_manage_tags: boolean
  is_anonymous: boolean
}

/** The rights of a bot that was set up as PocketPing's guide says: topics, deleting, pinning. */
export const usualRights: AdministratorRights = {
  can_manage_chat: true,
  can_change_info: false,
  can_delete_messages: true,
  can_invite_users: false,
  can_restrict_members: false,
  can_pin_messages: true,
  can_manage_topics: true,
  can_promote_members: false,
  can_manage_video_chats: false,
  can_post_stories: false,
  can_edit_stories: false,
  can_delete_stories: false,
  can_manage_tags: false,
  is_anonymous: false,
}

/** How a bot stands in a chat. */
export type BotStatus = 'administrator' | 'member' | 'left' | 'kicked'
