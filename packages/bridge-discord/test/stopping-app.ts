// A process that receives and stops, and must then end by itself: what still held it would hold a user's app too.
import { type DiscordBridgeOptions, discordBridge } from '../src/index.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as DiscordBridgeOptions
const bridge = discordBridge(options)
const ignore = (): void => undefined

await bridge.start({
  receive: async () => undefined,
  position: async () => undefined,
  heard: ignore,
  ended: ignore,
  logger: { debug: ignore, info: message => process.send?.(message), warn: ignore, error: ignore },
})
process.send?.('started')
process.once('message', async () => {
  await bridge.stop()
  process.disconnect()
})
