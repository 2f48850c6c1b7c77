import {
  type DiscordEmulator,
  type SlackEmulator,
  startDiscordEmulator,
  startSlackEmulator,
  startTelegramEmulator,
  type TelegramEmulator,
} from '@pocketping/emulators'
import type { Platforms } from '../examples/express/app.ts'

// What each platform needs. With a part of it, somebody meant the real one and forgot the rest.
const sets: readonly string[][] = [
  ['TELEGRAM_BOT_TOKEN', 'TELEGRAM_CHAT_ID'],
  ['DISCORD_BOT_TOKEN', 'DISCORD_CHANNEL_ID'],
  ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID', 'SLACK_APP_TOKEN'],
]

/** Throws where a platform is named by half of what it needs. */
export function demandWholeSets(env: NodeJS.ProcessEnv): void {
  for (const names of sets) {
    const missing = names.filter(name => !env[name])
    if (missing.length > 0 && missing.length < names.length)
      throw new Error(`Set ${missing.join(' and ')}, too, or none of ${names.join(', ')} for the emulator.`)
  }
}

/** The emulators that stand in for platforms. */
export interface Emulators {
  telegram?: TelegramEmulator
  discord?: DiscordEmulator
  slack?: SlackEmulator
}

/** Starts an emulator for each platform that is not there, and says how each is reached. */
export async function emulateMissing(
  given: Platforms,
): Promise<{ platforms: Platforms; emulators: Emulators }> {
  const [telegram, discord, slack] = await Promise.all([
    given.telegram ? undefined : startTelegramEmulator(),
    given.discord ? undefined : startDiscordEmulator(),
    given.slack ? undefined : startSlackEmulator({ manners: { isForgetful: true } }),
  ])
  return {
    platforms: {
      telegram: telegram
        ? { token: telegram.token, chatId: String(telegram.chatId), apiRoot: telegram.url }
        : given.telegram,
      discord: discord
        ? {
            token: discord.token,
            channelId: discord.channelId,
            rest: { api: `${discord.url}/api`, cdn: `${discord.url}/cdn` },
          }
        : given.discord,
      slack: slack
        ? {
            token: slack.token,
            channelId: slack.channelId,
            appToken: slack.appToken,
            slackApiUrl: slack.url,
          }
        : given.slack,
    },
    emulators: { ...(telegram && { telegram }), ...(discord && { discord }), ...(slack && { slack }) },
  }
}
