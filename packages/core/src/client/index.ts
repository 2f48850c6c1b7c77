export { PocketPingError } from '../protocol/errors.ts'
export { createClient, type PocketPingClient } from './create-client.ts'
export type { ClientEvent } from './events.ts'
export type { ClientClock, ClientFetch, ClientResponse, ClientSocket, ClientWebSocket } from './platform.ts'
export type { ClientOptions } from './settings.ts'
export type {
  CommandWithoutRef,
  EventsOptions,
  SubscribeOptions,
  Subscription,
  SubscriptionStatus,
} from './subscription-types.ts'
