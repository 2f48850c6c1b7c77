import type { Bridge, BridgeCapabilities, Inbox, IntakeItem, Logger } from '@pocketping/core'
import { parseAddress } from './addresses.ts'
import { createClient } from './client.ts'
import { describe, toBridgeError } from './errors.ts'
import { MAX_TEXT_LENGTH } from './format.ts'
import { createMark } from './marks.ts'
import { createMessages } from './messages.ts'
import { readOptions, type SlackBridgeOptions } from './options.ts'
import { createPeople } from './people.ts'
import { createPostOnce } from './posted.ts'
import { PREFIX } from './prefix.ts'
import { createReceiver, type Receiver } from './receiver.ts'
import { type Receiving, startReceiving } from './receiving.ts'
import { checkSetup } from './setup.ts'
import { createSpeakers, noSpeakers } from './speakers.ts'
import { createThreads } from './threads.ts'
import { answerWebhook } from './webhook.ts'

export type { SlackBridgeOptions } from './options.ts'

const CAPABILITIES: BridgeCapabilities = {
  maxLength: MAX_TEXT_LENGTH,
  edits: true,
  removals: true,
  // About one message a second into one channel.
  budget: { messages: 60, perMs: 60_000 },
  commandPrefixes: [PREFIX, '/'],
}

/**
 * Lets a team answer from the threads of a Slack channel: one thread for each conversation.
 * @throws PocketPingError `INVALID_OPTIONS`, naming the option and the fix.
 */
export function slackBridge(options: SlackBridgeOptions): Bridge {
  const settings = readOptions(options)
  const { channelId, impersonate, signingSecret, clock, allowedOperators } = settings
  let logger: Logger = console
  let wish = 0
  let receiving: Receiving | undefined

  const client = createClient(settings)
  const warn = (words: string) => (error: unknown) => logger.warn(words, { error: describe(error) })
  const speakers = impersonate
    ? createSpeakers(client, warn('A visitor is shown without a name'))
    : noSpeakers
  const postOnce = createPostOnce(client, clock)
  const threads = createThreads(client, channelId, postOnce, speakers)
  const messages = createMessages(client, postOnce, speakers.find)
  const mark = createMark(client, warn('A former mark stays beside the new one'))
  const findPerson = createPeople(client, clock, warn('An operator is shown without a name'))

  const stop = async (): Promise<void> => {
    wish += 1
    const stopped = receiving
    receiving = undefined
    await stopped?.stop()
  }

  const start = async (inbox: Inbox): Promise<void> => {
    const stopped = stop()
    const ours = wish
    await stopped
    if (wish !== ours) return
    logger = inbox.logger
    await checkSetup(client, channelId, impersonate)
    if (wish !== ours) return
    const started = startReceiving({ settings, client, findPerson, inbox })
    receiving = started
    try {
      await started.opened
    } catch (error) {
      await started.stop()
      if (receiving === started) receiving = undefined
      // Stopped meanwhile: nobody waits for it.
      if (wish === ours) throw error
    }
  }

  // In a process where the bridge was not started, events go straight to the engine, each inbox by a way of its own.
  const direct = new WeakMap<Inbox, Receiver>()
  const directTo = (inbox: Inbox): Receiver => {
    const take = async ({ inbound }: IntakeItem): Promise<boolean> => {
      await inbox.receive(inbound)
      return true
    }
    const receiver = direct.get(inbox) ?? createReceiver({ client, findPerson, logger: inbox.logger, take })
    direct.set(inbox, receiver)
    return receiver
  }

  return {
    id: settings.id,
    capabilities: CAPABILITIES,
    ...(allowedOperators && { allowedOperators }),
    start: inbox => translated(start(inbox)),
    stop,
    openThread: (card, key) => translated(threads.open(card, key)),
    async updateThread(threadId, card) {
      await translated(threads.update(threadId, card))
      return undefined
    },
    closeThread: threadId => translated(threads.close(threadId)),
    reopenThread: threadId => translated(threads.reopen(threadId)),
    send: (threadId, post, key) => translated(messages.send(threadId, post, key)),
    edit: (threadId, platformIds, post) => translated(messages.edit(threadId, platformIds, post)),
    remove: (_threadId, platformIds) => translated(messages.remove(platformIds)),
    react: (_threadId, platformId, receipt) => translated(mark(parseAddress(platformId), receipt)),
    ...(signingSecret && {
      handleWebhook: (request: Request, inbox: Inbox): Promise<Response> => {
        const deliver = (call: unknown): Promise<boolean> => (receiving ?? directTo(inbox)).deliver(call)
        return answerWebhook(request, { signingSecret, clock, logger: inbox.logger, deliver })
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
