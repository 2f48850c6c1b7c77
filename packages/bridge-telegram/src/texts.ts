import type { StyledText } from '@pocketping/core/bridge-kit'
import { type Address, formatAddress } from './addresses.ts'
import type { TelegramClient } from './client.ts'
import { isRefusal, NOT_MODIFIED } from './errors.ts'

// No page that a visitor names is fetched by Telegram.
const NO_PREVIEW = { link_preview_options: { is_disabled: true } } as const

/** Sends one message into a topic; answers with its id. */
export async function sendText(
  client: TelegramClient,
  thread: Address,
  text: StyledText,
  replyTo?: Address,
): Promise<string> {
  const reply =
    replyTo?.chatId === thread.chatId
      ? { message_id: replyTo.id, allow_sending_without_reply: true }
      : undefined
  return withStyles(text, entities =>
    client.inChat(thread.chatId, async chatId => {
      const message = await client.api.sendMessage(chatId, text.text, {
        ...NO_PREVIEW,
        message_thread_id: thread.id,
        ...(entities && { entities }),
        ...(reply && { reply_parameters: reply }),
      })
      return formatAddress(chatId, message.message_id)
    }),
  )
}

/** Changes one message of ours; equal text counts as done. */
export async function editText(client: TelegramClient, message: Address, text: StyledText): Promise<void> {
  try {
    await withStyles(text, entities =>
      client.inChat(message.chatId, chatId =>
        client.api.editMessageText(chatId, message.id, text.text, {
          ...NO_PREVIEW,
          ...(entities && { entities }),
        }),
      ),
    )
  } catch (error) {
    if (!isRefusal(error, NOT_MODIFIED)) throw error
  }
}

// A text that arrives plain is better than one that never arrives.
async function withStyles<Result>(
  { entities }: StyledText,
  run: (entities?: StyledText['entities']) => Promise<Result>,
): Promise<Result> {
  if (entities.length === 0) return run()
  try {
    return await run(entities)
  } catch (error) {
    if (!isRefusal(error, /entit(y|ies)/i)) throw error
    return run()
  }
}
