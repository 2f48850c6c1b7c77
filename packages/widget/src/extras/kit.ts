import type { Kit } from '../panel/kit.ts'

export type { Refusal } from '../request.ts'

// The panel's own parts. They are handed over, not imported: after a failure the panel may have been loaded from another
// address, and an import would load it a second time.
export let h: Kit[0]
export let state: Kit[1]
export let view: Kit[2]
export let act: Kit[3]
export let listUnsent: Kit[4]
export let settle: Kit[5]
export let mergeMessages: Kit[6]
export let request: Kit[7]
export let bubbleClass: Kit[8]
export let face: Kit[9]
export let tick: Kit[10]
export let timeOf: Kit[11]
export let write: Kit[12]
export let startSession: Kit[13]
export let forgetAll: Kit[14]
export let warn: Kit[15]

export function useKit(kit: Kit): void {
  ;[
    h,
    state,
    view,
    act,
    listUnsent,
    settle,
    mergeMessages,
    request,
    bubbleClass,
    face,
    tick,
    timeOf,
    write,
    startSession,
    forgetAll,
    warn,
  ] = kit
}
