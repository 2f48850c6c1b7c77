import { channelRoutes } from './channels.ts'
import { guildRoutes } from './guilds.ts'
import { messageRoutes } from './messages.ts'
import { reactionRoutes } from './reactions.ts'
import type { Route } from './route.ts'
import { threadRoutes } from './threads.ts'
import { webhookRoutes } from './webhooks.ts'

/** Every operation. Where two paths fit, the first one counts. */
const routes: readonly Route[] = [
  ...guildRoutes,
  ...channelRoutes,
  ...messageRoutes,
  ...reactionRoutes,
  ...threadRoutes,
  ...webhookRoutes,
]

/** A route and what its path was found to hold. */
export interface Match {
  route: Route
  path: Record<string, string>
}

/** Finds the operation, or says that the path is unknown (404) or the verb is (405). */
export function findRoute(verb: string, path: string): Match | 404 | 405 {
  const steps = path.split('/').slice(1)
  let isKnown = false
  for (const route of routes) {
    const found = fit(route.path, steps)
    if (found === undefined) continue
    if (route.verb === verb) return { route, path: found }
    isKnown = true
  }
  return isKnown ? 405 : 404
}

function fit(pattern: string, steps: readonly string[]): Record<string, string> | undefined {
  const parts = pattern.split('/').slice(1)
  if (parts.length !== steps.length) return undefined
  const path: Record<string, string> = {}
  for (const [index, part] of parts.entries()) {
    const step = steps[index] ?? ''
    if (part.startsWith(':')) path[part.slice(1)] = decode(step)
    else if (part !== step) return undefined
  }
  return path
}

// What is not well encoded is looked at as it stands: it will be no emoji.
function decode(step: string): string {
  try {
    return decodeURIComponent(step)
  } catch {
    return step
  }
}
