import type { Logger } from '../contracts/logger.ts'
import type { OpenedSession } from '../conversation/command.ts'
import type { Change, ConversationContext } from '../conversation/context.ts'
import { opensSession } from '../conversation/devices.ts'
import { changesAfter, changesUpdate, sessionForVisitor } from '../conversation/feed.ts'
import type { VisitorUpdate } from '../protocol/updates.ts'
import { type Frame, toFrame } from './frame.ts'
import type { Presence } from './presence.ts'

/** One client of a session, whatever carries it. */
export interface Client {
  /** Passes on one update. Never throws: a client that cannot take it is closed and comes back with its cursor. */
  send(frame: Frame): void
  close(reason: CloseReason): void
  /** Bytes that were sent and not taken yet. */
  backlog(): number
}

/** `forgotten`: the token was revoked. `slow`: too much is waiting. `stopping`: come back in a moment. */
export type CloseReason = 'forgotten' | 'slow' | 'stopping' | 'failed'

/** Close codes 4000 to 4999 are an application's own; ours end like the HTTP status they stand for. */
export const CLOSE_CODES: Readonly<Record<CloseReason, number>> = {
  forgotten: 4401,
  slow: 4408,
  stopping: 1012,
  failed: 1011,
}

/** Who is connected, and pushing to them. */
export interface Hub {
  /** Brings a client up to date from its cursor, then keeps it so. */
  join(
    session: Pick<OpenedSession, 'id' | 'tokenHash'>,
    after: number,
    client: Client,
    options?: JoinOptions,
  ): Place
  /** Forgets a client. Safe to call twice. */
  leave(place: Place): void
  /** Passes on a change to every client of the session. */
  publish(change: Change): void
  /** Tells something that is not kept; answers with how many were told. */
  tell(sessionId: string, update: VisitorUpdate): number
  /** Shows every client its session anew: what visitors are told of the team has changed. */
  renew(): void
  count(sessionId: string): number
  /** Lets everybody of a session go for good: it was erased. */
  expel(sessionId: string): void
  closeAll(reason: CloseReason): void
}

interface JoinOptions {
  /** False: where nothing is new, nothing is said. */
  greet?: boolean
}

/** A client's place in the hub. */
export interface Place {
  readonly sessionId: string
  /** The client was passed everything up to this `seq`. */
  readonly cursor: number
}

// A client that leaves this much unread is cut; it comes back and gets what it missed from the feed.
export const MAX_BACKLOG_BYTES = 1_048_576

// A client that catches up is passed page after page, as fast as it reads and no faster.
const MAX_UNREAD_BYTES = 262_144
const LOOK_AGAIN_MS = 50
const MAX_LOOKS = 600

// Thousands of these are kept: nothing in it is made for one client alone.
interface Member extends Place {
  client: Client
  /** Of the token it came with: where that opens nothing any more, the client is cut. */
  tokenHash: string
  cursor: number
  /** The session was last seen here. */
  latest: number
  isCatchingUp: boolean
  isGone: boolean
}

/** Who hears of the first client of a session that comes, and of the last that goes. */
export type Crowd = Pick<Presence, 'arrived' | 'left'>

export function createHub(context: ConversationContext, logger: Logger, crowd?: Crowd): Hub {
  // Arrays, because nearly every session has one client, and an array of one is a quarter of a set.
  const sessions = new Map<string, Member[]>()
  let isStopping = false

  const drop = (member: Member): void => {
    member.isGone = true
    const members = sessions.get(member.sessionId) ?? []
    const index = members.indexOf(member)
    if (index < 0) return
    const last = members.pop()
    if (members.length === 0) {
      sessions.delete(member.sessionId)
      crowd?.left(member.sessionId)
    } else if (last && last !== member) members[index] = last
  }

  const cut = (member: Member, reason: CloseReason): void => {
    if (member.isGone) return
    drop(member)
    member.client.close(reason)
  }

  const push = (member: Member, frame: Frame): void => {
    if (member.client.backlog() > MAX_BACKLOG_BYTES) cut(member, 'slow')
    else member.client.send(frame)
  }

  const isRead = async (member: Member): Promise<boolean> => {
    for (let looks = 0; member.client.backlog() > MAX_UNREAD_BYTES; looks += 1) {
      if (member.isGone || looks === MAX_LOOKS) return false
      await new Promise<void>(resolve => context.clock.after(LOOK_AGAIN_MS, resolve))
    }
    return true
  }

  const catchUp = async (member: Member, isFirst: boolean): Promise<void> => {
    let greet = isFirst
    member.isCatchingUp = true
    try {
      for (;;) {
        const { update, done } = await changesAfter(context, member.sessionId, member.cursor)
        if (member.isGone) return
        if (update.seq !== member.cursor || greet) push(member, toFrame(update))
        member.cursor = update.seq
        greet = false
        if (done && member.cursor >= member.latest) return
        if (!(await isRead(member))) return cut(member, 'slow')
      }
    } catch (error) {
      logger.error('A client could not be brought up to date', {
        session: member.sessionId,
        reason: String(error),
      })
      cut(member, 'failed')
    } finally {
      member.isCatchingUp = false
    }
  }

  const follow = (member: Member, change: Change, frame: () => Frame | undefined): void => {
    const { seq } = change.session
    member.latest = Math.max(member.latest, seq)
    if (member.isCatchingUp || member.cursor >= seq) return
    // Another process, or a commit that overtook this one, left a gap: the feed fills it in order.
    if (member.cursor !== change.previousSeq) return void catchUp(member, false)
    member.cursor = seq
    const isAcknowledged =
      change.by === member.client && !change.sessionChanged && change.messages.length === 1
    if (isAcknowledged) return
    const framed = frame()
    if (framed) push(member, framed)
  }

  const renewAll = async (): Promise<void> => {
    for (const [sessionId, members] of [...sessions]) {
      const session =
        context.hot.get(sessionId)?.record ?? (await context.storage.findSession({ id: sessionId }))
      if (session) await context.knowProject(session.projectId)
      for (const member of [...members]) {
        // Whoever is behind gets it with what is missing.
        if (!session || member.isGone || member.isCatchingUp || member.cursor !== session.seq) continue
        push(
          member,
          toFrame({ type: 'changes', seq: member.cursor, session: sessionForVisitor(context, session) }),
        )
      }
    }
  }

  return {
    join({ id: sessionId, tokenHash }, after, client, { greet = true } = {}) {
      const member: Member = {
        client,
        sessionId,
        tokenHash,
        cursor: after,
        latest: 0,
        isCatchingUp: false,
        isGone: false,
      }
      const members = sessions.get(sessionId)
      if (members) members.push(member)
      else {
        sessions.set(sessionId, [member])
        crowd?.arrived(sessionId)
      }
      // Who comes while everybody is let go is let go too, once it knows its place.
      if (isStopping) queueMicrotask(() => cut(member, 'stopping'))
      else void catchUp(member, greet)
      return member
    },
    leave: place => drop(place as Member),
    publish(change) {
      const members = sessions.get(change.session.id)
      if (!members) return
      let framed: { frame: Frame | undefined } | undefined
      // Framed once, however many read it; not at all where only the sender listens, who gets an acknowledgement.
      const frame = (): Frame | undefined => {
        if (!framed) {
          const update = changesUpdate(context, change)
          framed = { frame: update && toFrame(update) }
        }
        return framed.frame
      }
      for (const member of [...members]) {
        if (!opensSession(change.session, member.tokenHash)) cut(member, 'forgotten')
        else follow(member, change, frame)
      }
    },
    tell(sessionId, update) {
      const members = sessions.get(sessionId)
      if (!members) return 0
      const frame = toFrame(update)
      for (const member of [...members]) push(member, frame)
      return members.length
    },
    renew() {
      renewAll().catch((error: unknown) => {
        logger.warn('Visitors could not be told whether somebody is there', { reason: String(error) })
      })
    },
    count: sessionId => sessions.get(sessionId)?.length ?? 0,
    expel(sessionId) {
      for (const member of [...(sessions.get(sessionId) ?? [])]) cut(member, 'forgotten')
    },
    closeAll(reason) {
      isStopping = true
      for (const member of [...sessions.values()].flat()) cut(member, reason)
    },
  }
}
