import { type DiscordBridgeOptions, discordBridge } from '@pocketping/bridge-discord'
import { type SlackBridgeOptions, slackBridge } from '@pocketping/bridge-slack'
import { type TelegramBridgeOptions, telegramBridge } from '@pocketping/bridge-telegram'
import type { Bridge, Clock } from '@pocketping/core'

/** The platforms, each with what its bridge is made of: plain JSON, so that another process can make it too. */
export type BridgeSettings =
  | { name: 'telegram'; options: TelegramBridgeOptions }
  | { name: 'discord'; options: DiscordBridgeOptions }
  | { name: 'slack'; options: SlackBridgeOptions }

export type PlatformName = BridgeSettings['name']

/** The real bridge of a platform, by the machine's clock or another one. */
export function createBridge(settings: BridgeSettings, clock?: Clock): Bridge {
  const time = clock && { clock }
  switch (settings.name) {
    case 'telegram':
      return telegramBridge({ ...settings.options, ...time })
    case 'discord':
      return discordBridge({ ...settings.options, ...time })
    case 'slack':
      return slackBridge({ ...settings.options, ...time })
  }
}
