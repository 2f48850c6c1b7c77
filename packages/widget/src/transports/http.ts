// Loaded where WebSocket does not work.
export { pollTransport } from './poll.ts'
export { streamTransport } from './stream.ts'
