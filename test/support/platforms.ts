import {
  type Clock,
  type DiscordEmulator,
  noDiscordLimits,
  type SlackEmulator,
  startDiscordEmulator,
  startSlackEmulator,
  startTelegramEmulator,
  type TelegramEmulator,
} from '@pocketping/emulators'
import type { BridgeSettings, PlatformName } from './bridges.ts'

/** One emulated platform, by words that are the same for all three. */
export interface Platform<Emulator = unknown> {
  readonly name: PlatformName
  readonly emulator: Emulator
  /** What a bridge to it is made of. */
  readonly settings: BridgeSettings
  /** Ids of the conversations' threads that are there, oldest first. */
  threads(): string[]
  /** What the bot says in a thread, oldest first. */
  texts(thread: string): string[]
  /** An operator writes; answers with the message's id. */
  say(thread: string, text: string): string
  /** The texts of all posts that the platform executed, oldest first, each as often as it was asked for. */
  posts(): string[]
  /** How many calls it was asked for. */
  calls(): number
  until(isTrue: () => boolean): Promise<void>
  /** The next call of this kind stands still there. */
  pause(method: string, moment: 'before' | 'after'): { reached: Promise<unknown>; release(): void }
  clear(): void
  /** Resolves once calls that were on their way are executed, also those of a process that died. */
  drain(): Promise<void>
  stop(): Promise<void>
}

export type TelegramPlatform = Platform<TelegramEmulator>
export type DiscordPlatform = Platform<DiscordEmulator>
export type SlackPlatform = Platform<SlackEmulator>

/** None of them limits anything here: what limits do is told by tests of their own. */
export async function startTelegram(clock?: Clock): Promise<TelegramPlatform> {
  const limits = { perGroupMinute: false, perSecond: false } as const
  const telegram = await startTelegramEmulator({ limits, ...(clock && { clock }) })
  const { token, chatId, url: apiRoot, faults } = telegram
  return {
    name: 'telegram',
    emulator: telegram,
    settings: { name: 'telegram', options: { token, chatId, apiRoot } },
    threads: () =>
      telegram
        .topics()
        .filter(({ id }) => id > 1)
        .map(({ id }) => String(id)),
    texts: thread =>
      telegram
        .topic(Number(thread))
        .messages()
        .filter(({ from, service, isDeleted }) => from.isBot && !service && !isDeleted)
        .map(({ text }) => text),
    say: (thread, text) => String(telegram.asOperator.send({ topicId: Number(thread), text }).id),
    posts: () =>
      telegram.journal
        .calls('sendMessage')
        .filter(({ result }) => result)
        .map(({ params }) => String(params.text)),
    calls: () => telegram.journal.calls().length,
    until: telegram.until,
    pause: faults.pause,
    clear: faults.clear,
    drain: async () => void (await fetch(`${apiRoot}/bot${token}/getMe`)),
    stop: telegram.stop,
  }
}

export async function startDiscord(clock?: Clock): Promise<DiscordPlatform> {
  const discord = await startDiscordEmulator({ limits: noDiscordLimits, ...(clock && { clock }) })
  const { token, channelId, url, faults } = discord
  const rest = { api: `${url}/api`, cdn: `${url}/cdn` }
  return {
    name: 'discord',
    emulator: discord,
    settings: { name: 'discord', options: { token, channelId, rest } },
    threads: () => discord.threads().map(({ id }) => id),
    texts: thread =>
      discord
        .thread(thread)
        .messages()
        .filter(({ from, service, isDeleted }) => from.isBot && !service && !isDeleted)
        .map(({ text }) => text),
    say: (threadId, text) => discord.asOperator.send({ threadId, text }).id,
    posts: () =>
      discord.journal
        .calls('createMessage')
        .filter(({ status }) => status === 200)
        .map(({ body }) => String(body.content)),
    calls: () => discord.journal.calls().length,
    until: discord.until,
    pause: faults.pause,
    clear: faults.clear,
    drain: async () => void (await fetch(`${url}/api/v10/gateway`)),
    stop: discord.stop,
  }
}

export async function startSlack(clock?: Clock): Promise<SlackPlatform> {
  const limits = { postsPerChannelSecond: false, tiers: false } as const
  const slack = await startSlackEmulator({ limits, ...(clock && { clock }) })
  const { token, appToken, channelId, url: slackApiUrl, faults } = slack
  return {
    name: 'slack',
    emulator: slack,
    settings: { name: 'slack', options: { token, appToken, channelId, slackApiUrl } },
    threads: () => slack.threads().map(({ ts }) => ts),
    texts: thread =>
      slack
        .thread(thread)
        .replies()
        .filter(({ from }) => from.isBot)
        .map(({ shown }) => shown),
    say: (threadTs, text) => slack.asOperator.send({ threadTs, text }).ts,
    posts: () =>
      slack.journal
        .calls('chat.postMessage')
        .filter(({ answer }) => answer.ok)
        .map(({ params }) => String(params.text)),
    calls: () => slack.journal.calls().length,
    until: slack.until,
    pause: faults.pause,
    clear: faults.clear,
    drain: async () => void (await fetch(`${slackApiUrl}api.test`, { method: 'POST' })),
    stop: slack.stop,
  }
}

export async function startPlatforms(clock?: Clock): Promise<Platforms> {
  const [telegram, discord, slack] = await Promise.all([
    startTelegram(clock),
    startDiscord(clock),
    startSlack(clock),
  ])
  return { telegram, discord, slack, all: [telegram, discord, slack] }
}

export interface Platforms {
  telegram: TelegramPlatform
  discord: DiscordPlatform
  slack: SlackPlatform
  all: readonly Platform[]
}
