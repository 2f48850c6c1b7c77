import type { Bridge, BridgeCapabilities, Inbox, Logger } from '@pocketping/core'
import { parseAddress } from './addresses.ts'
import { createAvatars } from './avatars.ts'
import { createClient } from './client.ts'
import { describe, toBridgeError } from './errors.ts'
import { createMessages } from './messages.ts'
import { readOptions, type TelegramBridgeOptions } from './options.ts'
import { ALLOWED_UPDATES } from './payloads.ts'
import { type Polling, startPolling } from './polling.ts'
import { PREFIX } from './prefix.ts'
import { createReceiver } from './receiver.ts'
import { checkSetup } from './setup.ts'
import { MAX_TEXT_LENGTH } from './split.ts'
import { createThreads } from './threads.ts'
import { answerWebhook } from './webhook.ts'

export type { Fetch, TelegramBridgeOptions } from './options.ts'

const CAPABILITIES: BridgeCapabilities = {
  maxLength: MAX_TEXT_LENGTH,
  edits: true,
  removals: true,
  // Telegram publishes no exact number: about 20 a minute into one group, and all topics are one group.
  // A second more than the minute: Telegram counts when a message arrives, which is not always equally late.
  budget: { messages: 20, perMs: 61_000 },
  commandPrefixes: [PREFIX],
}

/**
 * Lets a team answer from the topics of a Telegram group: one topic for each conversation.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix.
 */
export function telegramBridge(options: TelegramBridgeOptions): Bridge {
  const settings = readOptions(options)
  const { webhook, clock, allowedOperators } = settings
  let logger: Logger = console
  let isWanted = false
  let polling: Polling | undefined

  const client = createClient(settings, () => logger)
  const { api } = client
  const threads = createThreads(client, settings.chatId, message => logger.warn(message))
  const messages = createMessages(client)
  const findAvatar = createAvatars(client, clock, error =>
    logger.warn('An operator is shown without a picture', { error: describe(error) }),
  )
  const receiver = createReceiver({ client, findAvatar })

  const receive = async (inbox: Inbox): Promise<void> => {
    logger = inbox.logger
    await checkSetup(client, settings.chatId, logger)
    if (webhook) {
      await api.setWebhook(webhook.url, { secret_token: webhook.secret, allowed_updates: ALLOWED_UPDATES })
      return
    }
    if ((await api.getWebhookInfo()).url) {
      await api.deleteWebhook()
      logger.warn('A webhook was set for this Telegram bot; it is removed, because updates are polled')
    }
    if (!isWanted) return
    const deliver = (update: unknown): Promise<void> => receiver.deliver(update, inbox)
    polling = startPolling({ client, clock, logger, deliver })
  }

  const stop = async (): Promise<void> => {
    isWanted = false
    const stopped = polling
    polling = undefined
    await stopped?.stop()
  }

  return {
    id: settings.id,
    capabilities: CAPABILITIES,
    ...(allowedOperators && { allowedOperators }),
    async start(inbox) {
      await stop()
      isWanted = true
      await translated(receive(inbox))
    },
    stop,
    openThread: card => translated(threads.open(card)),
    updateThread: (threadId, card, cardId) => translated(threads.update(threadId, card, cardId)),
    closeThread: threadId => translated(threads.close(threadId)),
    reopenThread: threadId => translated(threads.reopen(threadId)),
    send: (threadId, post, key) => translated(messages.send(threadId, post, key)),
    edit: (threadId, platformIds, post) => translated(messages.edit(threadId, platformIds, post)),
    remove: (_threadId, platformIds) => translated(messages.remove(platformIds)),
    react: (_threadId, platformId, mark) => translated(messages.react(platformId, mark)),
    async typing(threadId) {
      const { chatId, id } = parseAddress(threadId)
      const action = (chat: number): Promise<true> =>
        api.sendChatAction(chat, 'typing', { message_thread_id: id })
      await translated(client.inChat(chatId, action))
    },
    ...(webhook && {
      handleWebhook: (request: Request, inbox: Inbox): Promise<Response> => {
        logger = inbox.logger
        const deliver = (update: unknown): Promise<void> => receiver.deliver(update, inbox)
        return answerWebhook(request, { secret: webhook.secret, logger, deliver })
      },
    }),
  }
}

/** Waits for a call, and throws only what the contract knows. */
async function translated<Result>(call: Promise<Result>): Promise<Result> {
  try {
    return await call
  } catch (error) {
    throw toBridgeError(error)
  }
}
