export { phonesHandler } from './phones/handler.ts'
export type { Actions } from './telegram/actions.ts'
export { type Clock, type ManualClock, manualClock, systemClock } from './telegram/clock.ts'
export { controlTelegram, type TelegramControl } from './telegram/control.ts'
export {
  type ChatView,
  startTelegramEmulator,
  type TelegramEmulator,
  type TelegramEmulatorOptions,
  type TopicReader,
} from './telegram/emulator.ts'
export type { Faults, Moment, ObservedCall, Pause } from './telegram/faults.ts'
export type { Journal, JournalEntry } from './telegram/journal.ts'
export type { Limits } from './telegram/limits.ts'
export type { FileInput, HumanSide } from './telegram/operators.ts'
export type { MessageView, TopicView } from './telegram/views.ts'
export type { Delivery } from './telegram/webhook.ts'
export type { AdministratorRights, BotStatus, Entity, User } from './telegram/wire.ts'
export type { Change, Operator } from './telegram/world.ts'
