// What any Node server needs.
export { type NodeHandler, toNodeHandler } from './node-handler.ts'
export { fromNodeRequest, type NodeRequest, toWebRequest } from './node-request.ts'
export { type AttachOptions, attachWebSockets } from './node-sockets.ts'
// What asks addresses that somebody gave us.
export type { Lookup } from './outgoing-fetch.ts'
export { assertPublicUrl } from './outgoing-url.ts'
// What a bridge in a process of its own needs.
export { type RunBridgeOptions, type RunningBridge, runBridge } from './run-bridge.ts'
export { createSafeFetch, type SafeFetchOptions, safeFetch } from './safe-fetch.ts'
export { SUBPROTOCOL } from './upgrades.ts'
