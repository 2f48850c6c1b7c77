import type { Bridge, BridgeEntry, Inbox } from '../contracts/bridge.ts'
import type { ConversationContext } from '../conversation/context.ts'
import { deliveryKind } from '../conversation/lanes.ts'
import { type Budget, createBudget } from '../outbox/budget.ts'
import { createPump, type Pump } from '../outbox/pump.ts'
import type { BridgeHealth } from '../protocol/api-types.ts'
import type { Author } from '../protocol/message.ts'
import { type Connection, createConnection } from './connection.ts'
import { type Contact, createContact, watched } from './contact.ts'
import type { BridgeContext, DeliveryFailure } from './context.ts'
import { deliver } from './delivery.ts'
import { receive } from './inbound.ts'
import { createPosition } from './position.ts'
import { seatOf } from './remote/remote-bridge.ts'
import type { Seat } from './remote/seat.ts'
import { createSeatedConnection } from './remote/seated-connection.ts'

interface BridgeSetOptions {
  conversation: ConversationContext
  bridges: readonly Required<BridgeEntry>[]
  holder: string
  leaseMs: number
  projectName(projectId: string): string
  cannedReplies: BridgeContext['cannedReplies']
  onDeliveryFailed: (failure: DeliveryFailure) => unknown
  onTyping(sessionId: string, projectId: string, author: Author): void
}

/** All bridges of an engine at work. */
export interface BridgeSet {
  start(): Promise<void>
  stop(): Promise<void>
  /** There may be something to deliver. */
  wake(bridgeId: string): void
  /** Shows operators that the visitor is typing, where a thread exists. */
  showTyping(sessionId: string, projectId: string): Promise<void>
  /** What takes a platform's calls for its bridge; `undefined` where no such bridge takes any. */
  webhookOf(bridgeId: string): ((request: Request) => Promise<Response>) | undefined
  has(bridgeId: string): boolean
  /** How each of them gets on with its platform. */
  health(): BridgeHealth[]
  /** Where the process of a bridge takes its place; `undefined` where the bridge runs in this one. */
  seat(bridgeId: string): Seat | undefined
}

interface Member {
  bridge: Bridge
  budget: Budget
  contact: Contact
  seat: Seat | undefined
  inbox: Inbox
  pump: Pump
  connection: Connection
  /** Stores how far the platform was heard. */
  flush(): Promise<void>
}

// Lanes of one platform that are delivered side by side.
const CONCURRENCY = 8

// Platforms show "typing" for about five seconds.
const TYPING_EVERY_MS = 4000

export function createBridgeSet(options: BridgeSetOptions): BridgeSet {
  const { conversation, bridges, holder, leaseMs } = options
  const { storage, clock, logger } = conversation
  const lastTyping = new Map<string, number>()

  const createMember = ({ bridge: given, mirror, mode }: Required<BridgeEntry>): Member => {
    const contact = createContact(given, clock)
    const bridge = watched(given, contact)
    const budget = createBudget(() => bridge.capabilities.budget, clock)
    const seat = seatOf(given)
    const context: BridgeContext = { ...options, bridge, mirror, mode, budget, opening: new Set() }
    const pump = createPump({
      storage,
      clock,
      logger,
      leaseMs,
      kind: deliveryKind(bridge.id),
      concurrency: CONCURRENCY,
      // What nobody can deliver here stays in the storage, for whichever engine the process comes to.
      pauseMs: () => (seat && !seat.isTaken ? Number.POSITIVE_INFINITY : budget.pausedMs()),
      handle: job => deliver(context, job, leaseMs),
    })
    const { position, heard, flush } = createPosition(conversation, bridge.id)
    const inbox: Inbox = {
      logger,
      receive(inbound) {
        contact.reached()
        return receive(context, inbound)
      },
      position,
      heard,
      ended(error) {
        contact.failed(error)
        connection.ended(error)
      },
    }
    const create = (): Connection =>
      createConnection({ bridge, inbox, storage, clock, logger, holder, leaseMs })
    const seated = seat && createSeatedConnection({ seat, logger, create })
    const connection: Connection = seated ?? create()
    const onChange = (): void => {
      pump.wake()
      seated?.change()
    }
    seat?.open({ inbox, clock, logger, onChange })
    return { bridge, budget, contact, seat, inbox, pump, connection, flush }
  }

  const showTypingOn = async ({ bridge, budget }: Member, sessionId: string): Promise<void> => {
    if (!bridge.typing || budget.pausedMs() > 0) return
    const thread = await storage.findThread({ sessionId, bridgeId: bridge.id })
    if (!thread || thread.closed) return
    await bridge.typing(thread.threadId).catch((error: unknown) => {
      logger.debug('Typing could not be shown', { bridge: bridge.id, reason: String(error) })
    })
  }

  const members = new Map(bridges.map(entry => [entry.bridge.id, createMember(entry)]))

  return {
    async start() {
      for (const { pump } of members.values()) pump.wake()
      await Promise.all([...members.values()].map(({ connection }) => connection.start()))
    },
    async stop() {
      const all = [...members.values()]
      // One that cannot stop must not keep the others, or the storage, from ending.
      const ended = await Promise.allSettled(all.map(({ connection }) => connection.stop()))
      const stored = await Promise.allSettled(all.flatMap(({ pump, flush }) => [pump.stop(), flush()]))
      const failed = [...ended, ...stored].find(one => one.status === 'rejected')
      if (failed) throw failed.reason
    },
    wake: bridgeId => members.get(bridgeId)?.pump.wake(),
    async showTyping(sessionId, projectId) {
      const now = clock.now()
      if (now - (lastTyping.get(sessionId) ?? 0) < TYPING_EVERY_MS) return
      if (lastTyping.size > 1000) lastTyping.clear()
      lastTyping.set(sessionId, now)
      if (conversation.hot.get(sessionId)?.record.isBlocked) return
      const ids = conversation.bridgesOf(projectId)
      await Promise.all(
        [...members.values()].map(member =>
          ids.includes(member.bridge.id) ? showTypingOn(member, sessionId) : undefined,
        ),
      )
    },
    webhookOf(bridgeId) {
      const member = members.get(bridgeId)
      const take = member?.bridge.handleWebhook?.bind(member.bridge)
      return member && take ? request => take(request, member.inbox) : undefined
    },
    has: bridgeId => members.has(bridgeId),
    health: () => [...members.values()].map(({ contact }) => contact.health()),
    seat(bridgeId) {
      const member = members.get(bridgeId)
      return member?.seat
    },
  }
}
