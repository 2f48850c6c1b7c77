import type { ApiContext } from '../api/api-context.ts'
import type { Clock } from '../contracts/clock.ts'
import type { Logger } from '../contracts/logger.ts'
import type { ConversationContext } from '../conversation/context.ts'
import type { Limiter, Rate } from '../conversation/limiter.ts'
import type { WidgetSettings } from '../protocol/start.ts'
import type { EventFeed } from '../realtime/event-feed.ts'
import type { Hub } from '../realtime/hub.ts'
import type { VisitorDesk } from '../realtime/visitor-desk.ts'
import type { TrustProxy } from './client-address.ts'
import type { WidgetScript } from './widget-script.ts'

/** What the routes need to know of a project. */
export interface RoutedProject {
  id: string
  allowedOrigins: readonly string[]
  widget: WidgetSettings
}

/** What the routes stand on. */
export interface HttpContext {
  conversation: ConversationContext
  desk: VisitorDesk
  hub: Hub
  /** What happens, for those who follow a project. */
  feed: EventFeed
  clock: Clock
  logger: Logger
  trustProxy: TrustProxy
  widgetScript: WidgetScript
  projects: {
    /** By id or public key; without either, the only one there is. */
    find(idOrKey: string | undefined): Promise<RoutedProject | undefined>
    /** Ids of the projects that a secret key opens. */
    openedBy(secretKey: string, beforeAsking?: () => void): Promise<ReadonlySet<string>>
    /** Origins that any project allows. Where projects are looked up: any, because a token is needed all the same. */
    allowedOrigins: readonly string[]
  }
  /** How much comes from one network address; also, how often one may try a key. */
  addressRate: Rate
  /** How much a secret key may ask for; absent: as much as it likes. */
  keyRate: Rate | undefined
  limiter: Limiter
  api: ApiContext
  /** What takes a platform's calls for this bridge; `undefined` where no such bridge does. */
  webhookOf(bridgeId: string): ((request: Request) => Promise<Response>) | undefined
}
