export type { DiscordActions } from './discord/actions.ts'
export { controlDiscord, type DiscordControl } from './discord/control.ts'
export {
  type DiscordEmulator,
  type DiscordEmulatorOptions,
  startDiscordEmulator,
} from './discord/emulator.ts'
export type { DiscordCall, DiscordFaults } from './discord/faults.ts'
export type { SessionView as DiscordSessionView } from './discord/gateway/session.ts'
export type { DiscordHumanSide, FileInput as DiscordFileInput, HumanMessage } from './discord/human-side.ts'
export type {
  GatewayEntry,
  Journal as DiscordJournal,
  JournalEntry as DiscordJournalEntry,
} from './discord/journal.ts'
export { type Limits as DiscordLimits, noLimits as noDiscordLimits } from './discord/limits.ts'
export type { DiscordOperator } from './discord/operators.ts'
export type { Permission as DiscordPermission } from './discord/permissions.ts'
export type { ThreadReader as DiscordThreadReader } from './discord/reader.ts'
export type { MessageView as DiscordMessageView, ThreadView as DiscordThreadView } from './discord/views.ts'
export type { Change as DiscordChange, PrivilegedIntent } from './discord/world.ts'
export {
  type OpenAiEmulator,
  type OpenAiEmulatorOptions,
  startOpenAiEmulator,
} from './openai/emulator.ts'
export type { OpenAiFaults, OpenAiObservedCall, StreamPause } from './openai/faults.ts'
export type { OpenAiCall, OpenAiJournal } from './openai/journal.ts'
export type { ModelReply } from './openai/model/reply.ts'
export { phonesHandler } from './phones/handler.ts'
export type { SlackActions } from './slack/actions.ts'
export type { AppSide } from './slack/app.ts'
export { controlSlack, type SlackControl } from './slack/control.ts'
export type { Delivery as SlackDelivery } from './slack/delivery/delivery.ts'
export { sign as signSlackRequest } from './slack/delivery/request-url.ts'
export type { SocketEntry } from './slack/delivery/sockets.ts'
export { type SlackEmulator, startSlackEmulator } from './slack/emulator.ts'
export type { SlackFaults, SlackObservedCall } from './slack/faults.ts'
export type { SlackCall, SlackJournal } from './slack/journal.ts'
export type { Limits as SlackLimits } from './slack/limits.ts'
export type { SlackFileInput, SlackHumanSide, SlackSendInput } from './slack/operators.ts'
export type { SlackEmulatorOptions } from './slack/options.ts'
export type { ChannelReader, ThreadReader } from './slack/reading.ts'
export type { ChannelView, SlackMessageView } from './slack/views.ts'
export type { BotEvent, Mention, Person } from './slack/wire.ts'
export type { Change as SlackChange, Manners } from './slack/world.ts'
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
