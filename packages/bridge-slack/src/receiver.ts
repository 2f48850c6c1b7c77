import type { IntakeItem, Logger } from '@pocketping/core'
import { createLanes, recent } from '@pocketping/core/bridge-kit'
import type { SlackClient } from './client.ts'
import { laneOf, readEvent } from './inbound.ts'
import { callSchema, eventSchema, type SlackEvent } from './payloads.ts'
import type { FindPerson } from './people.ts'

export interface ReceiverOptions {
  client: SlackClient
  findPerson: FindPerson
  logger: Logger
  /** Hands in one item; true once it is stored, false where nothing is taken any more. */
  take(item: IntakeItem): Promise<boolean>
}

/** Takes events as Slack tells them, over a socket or posted. */
export interface Receiver {
  /**
   * True once the event is stored, or is nothing to the engine: it may be confirmed. False or a rejection: Slack must
   * tell it again. The same event told again meanwhile is the same event.
   */
  deliver(call: unknown): Promise<boolean>
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { client, findPerson, logger, take } = options
  const lanes = createLanes()
  const known = recent<Promise<boolean>>(1000)

  const store = async (event: SlackEvent): Promise<boolean> => {
    const { userId: botUserId } = await client.me()
    const item = await readEvent(event, { botUserId, findPerson })
    return item ? take(item) : true
  }

  const once = (eventId: string | undefined, event: SlackEvent): Promise<boolean> => {
    const before = eventId === undefined ? undefined : known.get(eventId)
    if (before !== undefined) return before
    const stored = lanes.run(laneOf(event), () => store(event))
    if (eventId === undefined) return stored
    known.set(eventId, stored)
    const forgetUnless = (isStored: boolean): void => {
      if (!isStored) known.delete(eventId)
    }
    stored.then(forgetUnless, () => forgetUnless(false))
    return stored
  }

  return {
    async deliver(call) {
      const outer = callSchema.safeParse(call)
      const { event, event_id: eventId } = outer.data ?? {}
      if (event?.type !== 'message' && event?.type !== 'reaction_added') return true
      const inner = eventSchema.safeParse(event)
      if (inner.success) return once(eventId, inner.data)
      // Telling it again would not make it readable, and would hold up everything behind it.
      const field = inner.error.issues[0]?.path.join('.')
      logger.error('An event from Slack could not be read', { field })
      return true
    },
  }
}
