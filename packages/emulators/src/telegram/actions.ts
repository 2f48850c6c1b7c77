import type { ChatView, TopicReader } from './emulator.ts'
import type { Faults, Moment, ObservedCall, Pause } from './faults.ts'
import type { Journal, JournalEntry } from './journal.ts'
import type { Limits } from './limits.ts'
import type { HumanSide } from './operators.ts'
import type { MessageView, TopicView } from './views.ts'
import type { Delivery } from './webhook.ts'

type Human = { [Name in keyof HumanSide as `asOperator.${Name}`]: HumanSide[Name] }
type Fault = { [Name in keyof Omit<Faults, 'onCall' | 'pause'> as `faults.${Name}`]: Faults[Name] }

/** What another process may ask of an emulator: the same words and arguments as in this one. */
export interface Actions extends Human, Fault {
  /** Makes the next call of a method stand still. Returns a number for the two below. */
  'faults.pause': (method: string, moment?: Moment) => number
  /** Answers when a call stands there. */
  'faults.reached': (pause: number) => Promise<ObservedCall>
  'faults.release': (pause: number) => void
  'journal.calls': (...methods: string[]) => JournalEntry[]
  'journal.hammering': () => JournalEntry[]
  'journal.clear': () => void
  /** Answers when the journal holds so many calls of a method. */
  'journal.wait': (method: string, count: number) => Promise<void>
  chat: () => ChatView
  topics: () => TopicView[]
  topic: (id: number) => TopicView & { messages: MessageView[] }
  message: (id: number) => MessageView | undefined
  deliveries: () => readonly Delivery[]
  pendingUpdates: () => number
  /** Changes some limits and answers all of them. */
  limits: (changes?: Partial<Limits>) => Limits
}

/** The part of an emulator that is mirrored. */
export interface ActionTarget {
  asOperator: HumanSide
  faults: Faults
  journal: Journal
  limits: Limits
  chat: ChatView
  deliveries: readonly Delivery[]
  topics(): TopicView[]
  topic(id: number): TopicReader
  message(id: number): MessageView | undefined
  pendingUpdates(): number
  until(isTrue: () => boolean): Promise<void>
}

/** Finds an action by name, or `undefined`. */
export function makeActions(
  target: ActionTarget,
): (name: string) => ((...args: unknown[]) => unknown) | undefined {
  const pauses: Pause[] = []
  const pauseAt = (index: number): Pause => {
    const pause = pauses[index]
    if (pause === undefined) throw new Error(`There is no pause ${index}.`)
    return pause
  }

  const own: Omit<Actions, keyof Human | keyof Fault> = {
    'faults.pause': (method, moment) => pauses.push(target.faults.pause(method, moment)) - 1,
    'faults.reached': pause => pauseAt(pause).reached,
    'faults.release': pause => pauseAt(pause).release(),
    'journal.calls': (...methods) => target.journal.calls(...methods),
    'journal.hammering': () => target.journal.hammering(),
    'journal.clear': () => target.journal.clear(),
    'journal.wait': (method, count) => target.until(() => target.journal.calls(method).length >= count),
    chat: () => target.chat,
    topics: () => target.topics(),
    topic: id => {
      const topic = target.topic(id)
      return { ...topic, messages: topic.messages() }
    },
    message: id => target.message(id),
    deliveries: () => target.deliveries,
    pendingUpdates: () => target.pendingUpdates(),
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
