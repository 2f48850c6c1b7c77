import type { Bridge, Clock } from '@pocketping/core'
import type { BridgeHarness, BridgePlatform, CreateBridgeHarness } from '@pocketping/core/testing'
import {
  type DiscordEmulator,
  type DiscordEmulatorOptions,
  type DiscordMessageView,
  noDiscordLimits,
  startDiscordEmulator,
} from '@pocketping/emulators'
import { type DiscordBridgeOptions, discordBridge } from '../src/index.ts'
import { MARKS } from '../src/marks.ts'
import { shownOf } from './shown.ts'

/** Time in which every wait is over at once. */
export const instantClock: Clock = {
  now: () => Date.now(),
  after(_ms, callback) {
    const turn = setImmediate(callback)
    return () => clearImmediate(turn)
  },
}

/** A Discord with a text channel and a forum, and a bridge in one of them. */
export interface DiscordHarness extends BridgeHarness {
  discord: DiscordEmulator
  createBridge(options?: Partial<DiscordBridgeOptions>): Bridge
}

export interface HarnessOptions {
  emulator?: DiscordEmulatorOptions
  bridge?: Partial<DiscordBridgeOptions>
  isForum?: boolean
}

export async function discordHarness({
  emulator,
  bridge,
  isForum,
}: HarnessOptions = {}): Promise<DiscordHarness> {
  const discord = await startDiscordEmulator({ limits: noDiscordLimits, ...emulator })
  const createBridge = (options: Partial<DiscordBridgeOptions> = {}): Bridge =>
    discordBridge({
      token: discord.token,
      channelId: isForum ? discord.forumId : discord.channelId,
      rest: { api: `${discord.url}/api`, cdn: `${discord.url}/cdn` },
      clock: instantClock,
      ...bridge,
      ...options,
    })
  return {
    bridge: createBridge(),
    platform: platformOf(discord),
    createSuccessor: () => createBridge(),
    createMisconfigured: () => createBridge({ token: otherToken() }),
    secrets: [discord.token],
    discord,
    createBridge,
    close: () => discord.stop(),
  }
}

/** What looks like a token, and is none. */
export function otherToken(): string {
  return [Buffer.from('500000000000000009').toString('base64url'), 'abcdef', 'x'.repeat(38)].join('.')
}

export const createTextHarness: CreateBridgeHarness = () => discordHarness()
export const createForumHarness: CreateBridgeHarness = () => discordHarness({ isForum: true })
export const createImpersonatingHarness: CreateBridgeHarness = () =>
  discordHarness({ bridge: { impersonate: true } })

/** The emulator as the suite wants a platform: by the bridge's ids. */
function platformOf(discord: DiscordEmulator): BridgePlatform {
  const { asOperator, faults } = discord
  // A card goes by the channel that it stands in, too.
  const messageOf = (id: string): string => id.split(':').at(-1) ?? ''

  /** What one sees on opening a thread: at its head, the message of the channel that it was started from. */
  const messagesIn = (threadId: string): DiscordMessageView[] => {
    const thread = discord.thread(threadId)
    const starter = discord.channelMessages(thread.parentId).filter(({ id }) => id === threadId)
    return [...starter, ...thread.messages()].filter(({ service, isDeleted }) => !service && !isDeleted)
  }
  const isCard = ({ from, text }: DiscordMessageView): boolean =>
    from.isBot && shownOf(text).text.includes('sess_')

  return {
    read: async threadId =>
      messagesIn(threadId).map(message => ({
        platformId: isCard(message) ? `${message.channelId}:${message.id}` : message.id,
        text: shownOf(message.text).text,
        isOurs: message.from.isBot,
        ...(message.replyTo !== undefined && { replyTo: message.replyTo }),
      })),
    title: async threadId => discord.thread(threadId).name,
    async isClosed(threadId) {
      const { isArchived, isLocked } = discord.thread(threadId)
      return isArchived && isLocked
    },
    write: async (threadId, text, { replyTo } = {}) =>
      asOperator.send({ text, threadId, ...(replyTo !== undefined && { replyTo }) }).id,
    edit: async (platformId, text) => void asOperator.edit(platformId, text),
    deleteMessage: async platformId => asOperator.delete(messageOf(platformId)),
    deleteThread: async threadId => asOperator.deleteThread(threadId),
    react: async (platformId, reaction) =>
      asOperator.react(platformId, reaction === 'thumbs-up' ? '👍' : '👎'),
    async marks(platformId) {
      const marks: readonly string[] = Object.values(MARKS)
      const reactions = discord.message(platformId)?.reactions ?? []
      const ours = reactions.filter(({ emoji, by }) => marks.includes(emoji) && by.some(({ isBot }) => isBot))
      return ours.map(({ emoji }) => emoji)
    },
    isTyping: async threadId => discord.thread(threadId).isBotTyping,
    async limit(ms, after) {
      const seconds = ms / 1000
      let left = after
      if (left === 0) return faults.limit(1, seconds)
      const off = faults.onCall(({ method, moment }) => {
        if (!/^(createMessage|executeWebhook)$/.test(method) || moment !== 'after') return
        left -= 1
        if (left > 0) return
        faults.limit(1, seconds)
        off()
      })
    },
    async cutOff() {
      faults.hold()
      return () => faults.resume()
    },
  }
}
