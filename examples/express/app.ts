import { pocketping } from '@pocketping/adapter-express'
import { type DiscordBridgeOptions, discordBridge } from '@pocketping/bridge-discord'
import { type SlackBridgeOptions, slackBridge } from '@pocketping/bridge-slack'
import { type TelegramBridgeOptions, telegramBridge } from '@pocketping/bridge-telegram'
import { type AiOptions, PocketPing } from '@pocketping/core'
import { sqliteStorage } from '@pocketping/storage-sqlite'
import express, { type Express } from 'express'

/** Where the team answers from: any of these, or all at once. */
export interface Platforms {
  telegram?: TelegramBridgeOptions | undefined
  discord?: DiscordBridgeOptions | undefined
  slack?: SlackBridgeOptions | undefined
}

/** Reads the platforms from the environment: each is used as soon as its token is set. */
export function platformsOf(env: NodeJS.ProcessEnv): Platforms {
  const { TELEGRAM_BOT_TOKEN, DISCORD_BOT_TOKEN, SLACK_BOT_TOKEN: token } = env
  return {
    telegram: TELEGRAM_BOT_TOKEN ? { token: TELEGRAM_BOT_TOKEN, chatId: env.TELEGRAM_CHAT_ID } : undefined,
    discord: DISCORD_BOT_TOKEN ? { token: DISCORD_BOT_TOKEN, channelId: env.DISCORD_CHANNEL_ID } : undefined,
    slack: token ? { token, channelId: env.SLACK_CHANNEL_ID, appToken: env.SLACK_APP_TOKEN } : undefined,
  }
}

/** What your own servers need to use the API. */
export interface ServerAccess {
  secretKey?: string
  /** Webhooks may lead to this machine. */
  allowPrivateAddresses?: boolean
}

/** A shop with support chat: this is all that one writes. */
export function createApp(
  databaseFile: string,
  { telegram, discord, slack }: Platforms,
  { secretKey, allowPrivateAddresses = false }: ServerAccess = {},
  ai?: AiOptions,
): { app: Express; pp: PocketPing } {
  const pp = new PocketPing({
    storage: sqliteStorage({ file: databaseFile }),
    allowPrivateAddresses,
    bridges: [
      ...(telegram ? [telegramBridge(telegram)] : []),
      ...(discord ? [discordBridge(discord)] : []),
      ...(slack ? [slackBridge(slack)] : []),
    ],
    projects: [
      {
        id: 'default',
        secretKeys: secretKey ? [secretKey] : [],
        ...(ai ? { ai } : {}),
        replies: { hours: 'We roast at six and answer from nine to five.' },
      },
    ],
    onEvent: (event, session) => console.log(`${event.name} from ${session.metadata.country ?? 'somewhere'}`),
  })
  const app = express()
  app.use('/pocketping', pocketping(pp))
  app.use(express.static(`${import.meta.dirname}/public`))
  return { app, pp }
}
