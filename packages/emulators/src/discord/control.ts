import { askControl } from '../shared/control.ts'
import type { DiscordActions } from './actions.ts'

/** Talks to the control side of an emulator in another process. */
export interface DiscordControl {
  call<Name extends keyof DiscordActions>(
    name: Name,
    ...args: Parameters<DiscordActions[Name]>
  ): Promise<Awaited<ReturnType<DiscordActions[Name]>>>
}

/** Connects to an emulator that runs elsewhere, for instance as `node packages/emulators/src/main.ts discord`. */
export function controlDiscord(url: string): DiscordControl {
  return { call: (name, ...args) => askControl(url, name, args) }
}
