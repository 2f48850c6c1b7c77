import type { IncomingMessage, ServerResponse } from 'node:http'
import { askControl, serveControl } from '../shared/control.ts'
import { type Actions, type ActionTarget, makeActions } from './actions.ts'

/** Serves the emulator's actions at `POST /control/<action>`. */
export function controlHandler(
  target: ActionTarget,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return serveControl(makeActions(target))
}

/** Talks to the control side of an emulator in another process. */
export interface TelegramControl {
  call<Name extends keyof Actions>(
    name: Name,
    ...args: Parameters<Actions[Name]>
  ): Promise<Awaited<ReturnType<Actions[Name]>>>
}

/** Connects to an emulator that runs elsewhere, for instance as `node packages/emulators/src/main.ts`. */
export function controlTelegram(url: string): TelegramControl {
  return { call: (name, ...args) => askControl(url, name, args) }
}
