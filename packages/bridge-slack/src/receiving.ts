import { createIntake, type Inbox } from '@pocketping/core'
import { readMissed } from './catch-up.ts'
import type { SlackClient } from './client.ts'
import { toBridgeError } from './errors.ts'
import type { Settings } from './options.ts'
import type { FindPerson } from './people.ts'
import { createReceiver, type Receiver } from './receiver.ts'
import { openSocket, type Socket } from './socket.ts'

export interface ReceivingOptions {
  settings: Settings
  client: SlackClient
  findPerson: FindPerson
  inbox: Inbox
}

/** Receives until it is stopped. */
export interface Receiving extends Receiver {
  /** Safe to call twice, and at any time: also while `opened` is pending, which then rejects. */
  stop(): Promise<void>
  /** Resolves once events arrive; rejects where they cannot. */
  opened: Promise<void>
}

// Where a bridge that was never heard of begins. Slack's clock may be behind ours; reading too much does no harm.
const MARGIN_MS = 5 * 60_000

/** Begins to receive: over a socket, or, where Slack posts events to any process, by reading what was missed before. */
export function startReceiving({ settings, client, findPerson, inbox }: ReceivingOptions): Receiving {
  const { appToken, slackApiUrl, channelId, clock } = settings
  const { logger } = inbox
  const controller = new AbortController()
  const { signal } = controller
  const firstPosition = ((clock.now() - MARGIN_MS) / 1000).toFixed(6)
  const intake = createIntake({ inbox, firstPosition, clock })
  const receiver = createReceiver({ client, findPerson, logger, take: intake.take })

  const catchUp = (): void => {
    const options = { client, channel: channelId, findPerson, clock, logger, signal }
    void intake.catchUp(async (since, take) => {
      try {
        await readMissed(since, take, options)
      } catch (error) {
        // It is logged, and must contain no token.
        throw toBridgeError(error)
      }
    })
  }

  const open = async (): Promise<Socket | undefined> => {
    if (appToken === undefined) {
      catchUp()
      return undefined
    }
    const events = { onOpen: catchUp, onLost: intake.hold, deliver: receiver.deliver }
    return openSocket({ appToken, slackApiUrl, clock, logger, signal, ...events })
  }

  const opening = open()
  return {
    deliver: receiver.deliver,
    opened: opening.then(() => undefined),
    async stop() {
      controller.abort()
      // Not waited for: a storage that hangs must not hold up the stop, and nothing is confirmed any more.
      void intake.stop()
      // One that could not be opened has told whoever waited for `opened`.
      const socket = await opening.catch(() => undefined)
      await socket?.stop()
    },
  }
}
