import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { ConversationContext } from '../conversation/context.ts'
import type { Hub } from '../realtime/hub.ts'
import type { VisitorDesk } from '../realtime/visitor-desk.ts'
import type { TrustProxy } from './client-address.ts'
import type { WidgetScript } from './widget-script.ts'

/** What the routes need to know of a project. */
export interface RoutedProject {
  id: string
  allowedOrigins: readonly string[]
}

/** What the routes stand on. */
export interface HttpContext {
  conversation: ConversationContext
  desk: VisitorDesk
  hub: Hub
  clock: Clock
  logger: Logger
  trustProxy: TrustProxy
  widgetScript: WidgetScript
  projects: {
    /** By id or public key; without either, the only one there is. */
    find(idOrKey: string | undefined): RoutedProject | undefined
    /** Origins that any project allows. */
    allowedOrigins: readonly string[]
  }
  /** What takes a platform's calls for this bridge; `undefined` where no such bridge does. */
  webhookOf(bridgeId: string): ((request: Request) => Promise<Response>) | undefined
}
