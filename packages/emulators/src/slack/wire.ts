/** Any JSON object on its way to or from the app. */
export type Json = Record<string, unknown>

/** Someone in the workspace: a person or a bot's user. */
export interface Person {
  id: string
  /** The handle, as in `@maya`. */
  name: string
  realName: string
  displayName: string
  isBot: boolean
  /** The picture, PNG or JPEG; served at the profile's `image_72` and its sizes. */
  picture: Uint8Array
}

/** Who a message would notify: one person, or all of a channel. */
export type Mention =
  | { kind: 'user'; userId: string }
  | { kind: 'channel' | 'here' | 'everyone' }
  | { kind: 'group'; groupId: string }

/** Names of what an app can subscribe to. */
export type BotEvent =
  | 'app_mention'
  | 'channel_archive'
  | 'channel_left'
  | 'channel_rename'
  | 'channel_unarchive'
  | 'group_archive'
  | 'group_left'
  | 'group_rename'
  | 'group_unarchive'
  | 'member_joined_channel'
  | 'member_left_channel'
  | 'message.channels'
  | 'message.groups'
  | 'reaction_added'
  | 'reaction_removed'
