// Runs an emulator as a process of its own: `node packages/emulators/src/main.ts [telegram|slack|discord] --port 0`.
// Prints one line of JSON with what a bot needs, and ends on SIGINT and SIGTERM.
import { parseArgs } from 'node:util'
import { startDiscordEmulator } from './discord/emulator.ts'
import { noLimits } from './discord/limits.ts'
import { startSlackEmulator } from './slack/emulator.ts'
import { startTelegramEmulator } from './telegram/emulator.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '0' },
    host: { type: 'string', default: '127.0.0.1' },
    'no-limits': { type: 'boolean', default: false },
  },
})

interface Running {
  /** What a bot needs. */
  facts: object
  stop(): Promise<void>
}

const place = { port: Number(values.port), host: values.host }
const hasLimits = !values['no-limits']

const platforms: Record<string, () => Promise<Running>> = {
  async telegram() {
    const limits = { perGroupMinute: false, perSecond: false } as const
    const telegram = await startTelegramEmulator({ ...place, ...(!hasLimits && { limits }) })
    const { url, token, chatId } = telegram
    return { facts: { url, token, chatId, phones: `${url}/phones` }, stop: telegram.stop }
  },
  async slack() {
    const limits = { postsPerChannelSecond: false, tiers: false } as const
    const slack = await startSlackEmulator({ ...place, ...(!hasLimits && { limits }) })
    const { url, token, appToken, signingSecret, channelId, otherChannelId, teamId, botUserId, botId } = slack
    const ids = { channelId, otherChannelId, teamId, botUserId, botId }
    return { facts: { url, token, appToken, signingSecret, ...ids }, stop: slack.stop }
  },
  async discord() {
    const discord = await startDiscordEmulator({ ...place, ...(!hasLimits && { limits: noLimits }) })
    const { url, token, applicationId, guildId, channelId, forumId } = discord
    return { facts: { url, token, applicationId, guildId, channelId, forumId }, stop: discord.stop }
  },
}

const [platform = 'telegram'] = positionals
const start = Object.hasOwn(platforms, platform) ? platforms[platform] : undefined
if (start === undefined)
  throw new Error(`There is no emulator of ${platform}: ${Object.keys(platforms).join(', ')}.`)
const running = await start()
console.log(JSON.stringify(running.facts))

const stop = (): void => void running.stop()
process.once('SIGINT', stop)
process.once('SIGTERM', stop)
