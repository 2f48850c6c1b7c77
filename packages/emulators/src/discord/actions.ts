import type { Moment, Pause } from '../shared/call-faults.ts'
import type { FindAction } from '../shared/control.ts'
import type { ThreadReader } from './emulator.ts'
import type { DiscordCall, DiscordFaults } from './faults.ts'
import type { SessionView } from './gateway/session.ts'
import type { DiscordHumanSide } from './human-side.ts'
import type { GatewayEntry, Journal, JournalEntry } from './journal.ts'
import type { Limits } from './limits.ts'
import type { MessageView, ThreadView } from './views.ts'

type Human = { [Name in keyof DiscordHumanSide as `asOperator.${Name}`]: DiscordHumanSide[Name] }
type Fault = {
  [Name in keyof Omit<DiscordFaults, 'onCall' | 'pause'> as `faults.${Name}`]: DiscordFaults[Name]
}

/** What another process may ask of an emulator: the same words and arguments as in this one. */
export interface DiscordActions extends Human, Fault {
  /** Makes the next call of a method stand still. Returns a number for the two below. */
  'faults.pause': (method: string, moment?: Moment) => number
  /** Answers when a call stands there. */
  'faults.reached': (pause: number) => Promise<DiscordCall>
  'faults.release': (pause: number) => void
  'journal.calls': (...methods: string[]) => JournalEntry[]
  'journal.hammering': () => JournalEntry[]
  'journal.gateway': (...kinds: GatewayEntry['kind'][]) => GatewayEntry[]
  'journal.invalidRequests': () => number
  'journal.clear': () => void
  /** Answers when the journal holds so many calls of a method. */
  'journal.wait': (method: string, count: number) => Promise<void>
  sessions: () => SessionView[]
  threads: () => ThreadView[]
  thread: (id: string) => ThreadView & { messages: MessageView[] }
  channelMessages: (id?: string) => MessageView[]
  message: (id: string) => MessageView | undefined
  /** Changes some limits and answers all of them. */
  limits: (changes?: Partial<Limits>) => Limits
}

/** The part of an emulator that is mirrored. */
export interface ActionTarget {
  asOperator: DiscordHumanSide
  faults: DiscordFaults
  journal: Journal
  limits: Limits
  sessions(): SessionView[]
  threads(): ThreadView[]
  thread(id: string): ThreadReader
  channelMessages(id?: string): MessageView[]
  message(id: string): MessageView | undefined
  until(isTrue: () => boolean): Promise<void>
}

/** Finds an action by name, or `undefined`. */
export function makeActions(target: ActionTarget): FindAction {
  const { journal } = target
  const pauses: Pause<DiscordCall>[] = []
  const pauseAt = (index: number): Pause<DiscordCall> => {
    const pause = pauses[index]
    if (pause === undefined) throw new Error(`There is no pause ${index}.`)
    return pause
  }

  const own: Omit<DiscordActions, keyof Human | keyof Fault> = {
    'faults.pause': (method, moment) => pauses.push(target.faults.pause(method, moment)) - 1,
    'faults.reached': pause => pauseAt(pause).reached,
    'faults.release': pause => pauseAt(pause).release(),
    'journal.calls': (...methods) => journal.calls(...methods),
    'journal.hammering': () => journal.hammering(),
    'journal.gateway': (...kinds) => journal.gateway(...kinds),
    'journal.invalidRequests': () => journal.invalidRequests(),
    'journal.clear': () => journal.clear(),
    'journal.wait': (method, count) => target.until(() => journal.calls(method).length >= count),
    sessions: () => target.sessions(),
    threads: () => target.threads(),
    thread: id => {
      const thread = target.thread(id)
      return { ...thread, messages: thread.messages() }
    },
    channelMessages: id => target.channelMessages(id),
    message: id => target.message(id),
    limits: (changes = {}) => Object.assign(target.limits, changes),
  }

  return name => {
    if (Object.hasOwn(own, name)) return own[name as keyof typeof own] as (...args: unknown[]) => unknown
    const [side = '', member = ''] = name.split('.')
    const sides: Record<string, object> = { asOperator: target.asOperator, faults: target.faults }
    const members = Object.hasOwn(sides, side) ? sides[side] : undefined
    if (members === undefined || member === 'onCall' || !Object.hasOwn(members, member)) return undefined
    return (members as Record<string, (...args: unknown[]) => unknown>)[member]
  }
}
