import { Client, type ClientEvents, type ClientOptions, Events, GatewayIntentBits } from 'discord.js'
import type { DiscordEmulator } from '../emulator.ts'

const usualIntents = [
  GatewayIntentBits.Guilds,
  GatewayIntentBits.GuildMessages,
  GatewayIntentBits.MessageContent,
  GatewayIntentBits.GuildMessageReactions,
  GatewayIntentBits.GuildMessageTyping,
]

/** Logs the real discord.js in, and resolves when it is ready. */
export async function login(
  discord: DiscordEmulator,
  options: Partial<ClientOptions> = {},
): Promise<Client<true>> {
  const client = new Client({
    intents: usualIntents,
    // discord.js itself waits five seconds between two IDENTIFYs.
    ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) },
    rest: { api: `${discord.url}/api`, cdn: `${discord.url}/cdn` },
    ...options,
  })
  // It may be ready before `login` returns.
  const ready = new Promise<Client<true>>(resolve => client.once(Events.ClientReady, resolve))
  await client.login(discord.token)
  return ready
}

/** Resolves with what the client emits next. */
export function nextEvent<Name extends keyof ClientEvents>(
  client: Client,
  name: Name,
  isWanted: (...args: ClientEvents[Name]) => boolean = () => true,
): Promise<ClientEvents[Name]> {
  return new Promise(resolve => {
    const listener = (...args: ClientEvents[Name]): void => {
      if (!isWanted(...args)) return
      client.off(name, listener)
      resolve(args)
    }
    client.on(name, listener)
  })
}
