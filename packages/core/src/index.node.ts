// What `@pocketping/core` is in Node: the same names, and an engine that needs no option `fetch`.
export * from './index.ts'
export { PocketPing } from './node/pocketping.ts'
