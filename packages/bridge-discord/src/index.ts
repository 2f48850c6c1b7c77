import type { Bridge, BridgeCapabilities, Logger } from '@pocketping/core'
import { createApi } from './api.ts'
import { visitorOf } from './card.ts'
import { toBridgeError } from './errors.ts'
import { createMarks } from './marks.ts'
import { createMessages } from './messages.ts'
import { type DiscordBridgeOptions, readOptions } from './options.ts'
import { threadSchema } from './payloads.ts'
import { createPlace, read } from './place.ts'
import { PREFIX } from './prefix.ts'
import { type Receiving, startReceiving } from './receiving.ts'
import { createSpeaker } from './speaker.ts'
import { MAX_TEXT_LENGTH } from './split.ts'
import { createThreadNames } from './thread-names.ts'
import { createThreads } from './threads.ts'
import { createWake } from './wake.ts'
import { createWebhooks } from './webhooks.ts'

export type { DiscordBridgeOptions } from './options.ts'

const CAPABILITIES: BridgeCapabilities = {
  maxLength: MAX_TEXT_LENGTH,
  edits: true,
  removals: true,
  // A bot may do 50 things a second; some are left for marks and for what is read.
  budget: { messages: 35, perMs: 1000 },
  commandPrefixes: [PREFIX, '/'],
}

/**
 * Lets a team answer from the threads of a Discord channel: one thread for each conversation.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix.
 */
export function discordBridge(options: DiscordBridgeOptions): Bridge {
  const settings = readOptions(options)
  const { clock, allowedOperators } = settings
  let info: Logger['info'] = () => undefined
  let life: { controller: AbortController; receiving: Promise<Receiving> } | undefined

  const api = createApi(settings)
  const place = createPlace(api, settings.channelId)
  const wake = createWake(api, place)
  const names = createThreadNames({ api, wake, clock, info: (...line) => info(...line) })
  const threads = createThreads({ api, place, wake, clock, names })
  const findVisitor = async (threadId: string): Promise<string> =>
    names.visitorOf(threadId) ??
    visitorOf((await read(api, `/channels/${threadId}`, threadSchema)).name ?? '')
  const speaker = createSpeaker({
    api,
    wake,
    webhooks: createWebhooks(api, clock),
    findVisitor: settings.impersonate ? findVisitor : undefined,
  })
  const messages = createMessages(speaker)
  const react = createMarks(api, wake)

  const stop = async (): Promise<void> => {
    names.stop()
    const former = life
    life = undefined
    if (!former) return
    former.controller.abort()
    // One that could not start has told whoever started it, and left nothing behind.
    const receiving = await former.receiving.catch(() => undefined)
    await receiving?.stop()
  }

  return {
    id: settings.id,
    capabilities: CAPABILITIES,
    ...(allowedOperators && { allowedOperators }),
    async start(inbox) {
      await stop()
      info = (...line) => inbox.logger.info(...line)
      const controller = new AbortController()
      const { isRemoved } = speaker
      const receiving = startReceiving({ settings, api, inbox, signal: controller.signal, isRemoved })
      life = { controller, receiving }
      await translated(receiving)
    },
    stop,
    openThread: (card, key) => translated(threads.open(card, key)),
    updateThread: (threadId, card, cardId) => translated(threads.update(threadId, card, cardId)),
    closeThread: threadId => translated(threads.close(threadId)),
    reopenThread: threadId => translated(threads.reopen(threadId)),
    send: (threadId, post, key) => translated(messages.send(threadId, post, key)),
    edit: (threadId, platformIds, post) => translated(messages.edit(threadId, platformIds, post)),
    remove: (threadId, platformIds) => translated(messages.remove(threadId, platformIds)),
    react: (threadId, platformId, mark) => translated(react(threadId, platformId, mark)),
    async typing(threadId) {
      await translated(api.call('POST', `/channels/${threadId}/typing`))
    },
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
