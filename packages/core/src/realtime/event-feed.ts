import type { StoredEvent } from '../contracts/storage.ts'
import type { ConversationContext } from '../conversation/context.ts'
import type { TypingEvent } from '../protocol/api-events.ts'
import {
  createEventLog,
  type EventFrame,
  type EventLog,
  idOf,
  type LogPlace,
  toEventFrame,
} from './event-log.ts'
import { createEventTail, type EventTail } from './event-tail.ts'
import { type Client, type CloseReason, MAX_BACKLOG_BYTES } from './hub.ts'
import { createTypingPace } from './typing-pace.ts'

/** Who is told, whatever carries it. */
export interface EventClient extends Pick<Client, 'close' | 'backlog'> {
  send(frame: EventFrame): void
}

export interface EventSubscription {
  projects: ReadonlySet<string>
  /** Id of the last event that was taken, or of where to begin. */
  after: string
  client: EventClient
  /** Asked again and again: false where its key was taken away. */
  isAllowed(): Promise<boolean>
}

/** Tells servers what happens in their projects: first what they missed, then as it happens. */
export interface EventFeed {
  /** Something was logged. */
  wake(): void
  /** What to begin after, to be told only what happens from now on. */
  newestId(): Promise<string>
  /** Answers with what ends it; safe to call twice. */
  subscribe(subscription: EventSubscription): () => void
  /** Tells of somebody who types; it is not kept. */
  typing(projectId: string, typing: Pick<TypingEvent, 'sessionId' | 'from' | 'active'>): void
  closeAll(): void
}

// What other processes logged, and keys that were taken away.
const SWEEP_MS = 15_000

const PAGE = 50

// Whoever catches up is passed page after page, as fast as it reads and no faster.
const MAX_UNREAD_BYTES = 262_144
const LOOK_AGAIN_MS = 50
const MAX_LOOKS = 600

// What happens while the last page is read; past that, it is read from the log like what was before.
const MAX_MEANWHILE = 1000

interface Member extends EventSubscription {
  place: LogPlace
  /** What happened since the page that is being read was asked for; `undefined` once it has caught up. */
  meanwhile: Passed[] | undefined
  isGone: boolean
}

interface Passed {
  place: LogPlace
  frame: EventFrame
}

type FeedContext = Pick<ConversationContext, 'storage' | 'clock' | 'logger' | 'eventMs'>

export function createEventFeed(context: FeedContext): EventFeed {
  const { clock, logger } = context
  const log: EventLog = createEventLog(context)
  const byProject = new Map<string, Set<Member>>()
  const members = new Set<Member>()
  const pace = createTypingPace(clock)
  let tail: EventTail | undefined
  let cancelSweep: (() => void) | undefined
  let isStopping = false

  const drop = (member: Member): void => {
    if (member.isGone) return
    member.isGone = true
    members.delete(member)
    for (const id of member.projects) {
      const following = byProject.get(id)
      following?.delete(member)
      if (following?.size === 0) byProject.delete(id)
    }
    if (members.size > 0) return
    tail?.stop()
    tail = undefined
    cancelSweep?.()
  }

  const cut = (member: Member, reason: CloseReason): void => {
    if (member.isGone) return
    drop(member)
    member.client.close(reason)
  }

  const push = (member: Member, frame: EventFrame): void => {
    if (member.isGone) return
    if (member.client.backlog() > MAX_BACKLOG_BYTES) cut(member, 'slow')
    else member.client.send(frame)
  }

  const tell = (member: Member, { place, frame }: Passed): void => {
    if (place.number <= member.place.number) return
    member.place = place
    push(member, frame)
  }

  const pass = ({ projectId, at, number }: StoredEvent, frame: EventFrame | undefined): void => {
    if (!frame) return
    const passed = { place: { at, number }, frame }
    for (const member of byProject.get(projectId) ?? [])
      if (!member.meanwhile) tell(member, passed)
      else if (member.meanwhile.length <= MAX_MEANWHILE) member.meanwhile.push(passed)
  }

  const isRead = async (member: Member): Promise<boolean> => {
    for (let looks = 0; member.client.backlog() > MAX_UNREAD_BYTES; looks += 1) {
      if (member.isGone || looks === MAX_LOOKS) return false
      await new Promise<void>(resolve => clock.after(LOOK_AGAIN_MS, resolve))
    }
    return true
  }

  /** True where the log held nothing more. */
  const passPage = async (member: Member): Promise<boolean> => {
    const { projects, place } = member
    const page = await log.read(place.number, PAGE, projects)
    const frames = await Promise.all(
      page.map(event => (projects.has(event.projectId) ? log.frame(event) : undefined)),
    )
    for (const [index, { at, number }] of page.entries()) {
      const frame = frames[index]
      // Between two events too: a page of long messages is more than may wait.
      if (frame && !(await isRead(member))) cut(member, 'slow')
      if (frame) tell(member, { place: { at, number }, frame })
      else member.place = { at, number }
    }
    return page.length < PAGE
  }

  const catchUp = async (member: Member, following: EventTail): Promise<void> => {
    // Not before: what the tail passes on must begin where reading ends.
    await following.begun
    const { place, hasGap } = await log.resume(member.after)
    member.place = place
    if (hasGap) push(member, toEventFrame({ type: 'gap', id: idOf(place) }))
    while (!member.isGone) {
      const meanwhile: Passed[] = []
      member.meanwhile = meanwhile
      if ((await passPage(member)) && meanwhile.length <= MAX_MEANWHILE) {
        member.meanwhile = undefined
        for (const passed of meanwhile) tell(member, passed)
        return
      }
    }
  }

  const sweep = (): void => {
    cancelSweep = clock.after(SWEEP_MS, sweep)
    tail?.wake()
    for (const member of members)
      member.isAllowed().then(
        isAllowed => !isAllowed && cut(member, 'forgotten'),
        // Whether the key still opens it, nobody can tell: it comes back and is asked anew.
        () => cut(member, 'failed'),
      )
  }

  const startTail = (): EventTail => {
    cancelSweep = clock.after(SWEEP_MS, sweep)
    return createEventTail({
      log,
      pass,
      isWanted: id => byProject.has(id),
      onError: error => logger.warn('Events could not be read; it is tried again', { reason: String(error) }),
    })
  }

  return {
    wake: () => tail?.wake(),
    newestId: async () => idOf(await log.newest()),
    subscribe(subscription) {
      const member: Member = { ...subscription, place: { at: 0, number: 0 }, meanwhile: [], isGone: false }
      members.add(member)
      for (const id of member.projects) byProject.set(id, (byProject.get(id) ?? new Set()).add(member))
      tail ??= startTail()
      // Who comes while everybody is let go is let go too, once it knows how to leave.
      if (isStopping) queueMicrotask(() => cut(member, 'stopping'))
      catchUp(member, tail).catch((error: unknown) => {
        if (!member.isGone)
          logger.error('A subscriber could not be brought up to date', { reason: String(error) })
        cut(member, 'failed')
      })
      return () => drop(member)
    },
    typing(projectId, typing) {
      const following = byProject.get(projectId)
      if (!following || !tail?.place || !pace.isDue(typing)) return
      const timestamp = new Date(clock.now()).toISOString()
      const frames = new Map<string, EventFrame>()
      for (const member of [...following]) {
        if (member.meanwhile) continue
        // Whoever has caught up may be ahead of the tail.
        const id = idOf(member.place.number > tail.place.number ? member.place : tail.place)
        const frame = frames.get(id) ?? toEventFrame({ type: 'typing', id, timestamp, ...typing })
        frames.set(id, frame)
        push(member, frame)
      }
    },
    closeAll() {
      isStopping = true
      for (const member of [...members]) cut(member, 'stopping')
    },
  }
}
