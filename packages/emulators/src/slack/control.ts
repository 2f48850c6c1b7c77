import type { IncomingMessage, ServerResponse } from 'node:http'
import { askControl, serveControl } from '../shared/control.ts'
import { type ActionTarget, makeActions, type SlackActions } from './actions.ts'

/** Serves the emulator's actions at `POST /control/<action>`. */
export function controlHandler(
  target: ActionTarget,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return serveControl(makeActions(target))
}

/** Talks to the control side of an emulator in another process. */
export interface SlackControl {
  call<Name extends keyof SlackActions>(
    name: Name,
    ...args: Parameters<SlackActions[Name]>
  ): Promise<Awaited<ReturnType<SlackActions[Name]>>>
}

/** Connects to an emulator that runs elsewhere, by its `url`. */
export function controlSlack(url: string): SlackControl {
  const { origin } = new URL(url)
  return { call: (name, ...args) => askControl(origin, name, args) }
}
