// What the build puts in place of `preact` in the extras: the panel's own.
export { h } from './kit.ts'
