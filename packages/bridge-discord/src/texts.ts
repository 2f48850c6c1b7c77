import type { Api } from './api.ts'
import { createdSchema } from './payloads.ts'

const SUPPRESS_EMBEDS = 1 << 2

// Nobody is called by what we post, whatever stands in it; no page that a visitor names is looked up by Discord.
export const QUIET: Readonly<Record<string, unknown>> = {
  allowed_mentions: { parse: [], replied_user: false },
  flags: SUPPRESS_EMBEDS,
}

export interface TextOptions {
  /** Names the message, so that Discord makes it once. */
  nonce: string
  replyTo?: string | undefined
}

/** Posts one message in a channel or thread; answers with its id. */
export async function postText(
  api: Api,
  channelId: string,
  content: string,
  { nonce, replyTo }: TextOptions,
): Promise<string> {
  const body = {
    ...QUIET,
    content,
    nonce,
    enforce_nonce: true,
    ...(replyTo && { message_reference: { message_id: replyTo, fail_if_not_exists: false } }),
  }
  const created = createdSchema.parse(await api.call('POST', `/channels/${channelId}/messages`, { body }))
  // Discord answers a known nonce with what it made the first time, and the words may have changed since.
  if (!isSame(created.content ?? '', content)) await editText(api, channelId, created.id, content)
  return created.id
}

/** Changes one message of the bot; equal text counts as done. */
export async function editText(
  api: Api,
  channelId: string,
  messageId: string,
  content: string,
): Promise<void> {
  await api.call('PATCH', `/channels/${channelId}/messages/${messageId}`, { body: { ...QUIET, content } })
}

/** True where Discord shows one text for both: it trims, and drops some characters that show nothing. */
export function isSame(shown: string, asked: string): boolean {
  return visible(shown) === visible(asked)
}

function visible(text: string): string {
  return text.replace(/[\s\p{Cc}\p{Cf}]+/gu, '')
}
