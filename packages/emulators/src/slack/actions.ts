import type { Moment, Pause } from '../shared/call-faults.ts'
import type { FindAction } from '../shared/control.ts'
import type { AppSide } from './app.ts'
import type { Delivery } from './delivery/delivery.ts'
import type { SocketEntry } from './delivery/sockets.ts'
import type { SlackFaults, SlackObservedCall } from './faults.ts'
import type { SlackCall, SlackJournal } from './journal.ts'
import type { Limits } from './limits.ts'
import type { SlackHumanSide } from './operators.ts'
import type { Reading } from './reading.ts'
import type { ChannelView, SlackMessageView } from './views.ts'

type Human = { [Name in keyof SlackHumanSide as `asOperator.${Name}`]: SlackHumanSide[Name] }
type App = { [Name in keyof AppSide as `app.${Name}`]: AppSide[Name] }
type Fault = {
  [Name in keyof Omit<SlackFaults, 'onCall' | 'pause'> as `faults.${Name}`]: SlackFaults[Name]
}

/** A channel or thread as plain data. */
type Plain<View> = View & { messages: SlackMessageView[] }

/** What another process may ask of an emulator: the same words and arguments as in this one. */
export interface SlackActions extends Human, App, Fault {
  /** Makes the next call of a method stand still. Returns a number for the two below. */
  'faults.pause': (method: string, moment?: Moment) => number
  /** Answers when a call stands there. */
  'faults.reached': (pause: number) => Promise<SlackObservedCall>
  'faults.release': (pause: number) => void
  'journal.calls': (...methods: string[]) => SlackCall[]
  'journal.hammering': () => SlackCall[]
  'journal.clear': () => void
  /** Answers when the journal holds so many calls of a method. */
  'journal.wait': (method: string, count: number) => Promise<void>
  channel: (channel?: string) => Plain<ChannelView>
  thread: (ts: string, channel?: string) => Plain<{ ts: string }>
  threads: (channel?: string) => Plain<{ ts: string }>[]
  message: (ts: string, channel?: string) => SlackMessageView | undefined
  pings: () => SlackMessageView[]
  deliveries: () => readonly Delivery[]
  sockets: () => readonly SocketEntry[]
  openSockets: () => number
  /** Answers when so many sockets are open. */
  'sockets.wait': (count: number) => Promise<void>
  pendingEvents: () => number
  /** Changes some limits and answers all of them. */
  limits: (changes?: Partial<Limits>) => Limits
}

/** The part of an emulator that is mirrored. */
export interface ActionTarget extends Reading {
  asOperator: SlackHumanSide
  app: AppSide
  faults: SlackFaults
  journal: SlackJournal
  limits: Limits
  deliveries: readonly Delivery[]
  sockets: readonly SocketEntry[]
  openSockets(): number
  pendingEvents(): number
  until(isTrue: () => boolean): Promise<void>
}

/** Finds an action by name, or `undefined`. */
export function makeActions(target: ActionTarget): FindAction {
  const pauses: Pause<SlackObservedCall>[] = []
  const pauseAt = (index: number): Pause<SlackObservedCall> => {
    const pause = pauses[index]
    if (pause === undefined) throw new Error(`There is no pause ${index}.`)
    return pause
  }

  const own: Omit<SlackActions, keyof Human | keyof App | keyof Fault> = {
    'faults.pause': (method, moment) => pauses.push(target.faults.pause(method, moment)) - 1,
    'faults.reached': pause => pauseAt(pause).reached,
    'faults.release': pause => pauseAt(pause).release(),
    'journal.calls': (...methods) => target.journal.calls(...methods),
    'journal.hammering': () => target.journal.hammering(),
    'journal.clear': () => target.journal.clear(),
    'journal.wait': (method, count) => target.until(() => target.journal.calls(method).length >= count),
    channel: channel => plain(target.channel(channel)),
    thread: (ts, channel) => plain(target.thread(ts, channel)),
    threads: channel => target.threads(channel).map(plain),
    message: (ts, channel) => target.message(ts, channel),
    pings: () => target.pings(),
    deliveries: () => target.deliveries,
    sockets: () => target.sockets,
    openSockets: () => target.openSockets(),
    'sockets.wait': count => target.until(() => target.openSockets() === count),
    pendingEvents: () => target.pendingEvents(),
    limits: (changes = {}) => Object.assign(target.limits, changes),
  }

  return name => {
    if (Object.hasOwn(own, name)) return own[name as keyof typeof own] as (...args: unknown[]) => unknown
    const [side = '', member = ''] = name.split('.')
    const sides: Record<string, object> = {
      app: target.app,
      asOperator: target.asOperator,
      faults: target.faults,
    }
    const members = Object.hasOwn(sides, side) ? sides[side] : undefined
    if (members === undefined || member === 'onCall' || !Object.hasOwn(members, member)) return undefined
    return (members as Record<string, (...args: unknown[]) => unknown>)[member]
  }
}

function plain<View extends { messages(): SlackMessageView[] }>(view: View): Plain<Omit<View, 'messages'>> {
  return { ...view, messages: view.messages() }
}
