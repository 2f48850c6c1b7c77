import type { Kit } from '../panel/kit.ts'

// The panel's own parts. They are handed over, not imported: after a failure the panel may have been loaded from another
// address, and an import would load it a second time.
export let h: Kit['h_']
export let state: Kit['state_']
export let view: Kit['view_']
export let act: Kit['act_']
export let settle: Kit['settle_']
export let listUnsent: Kit['listUnsent_']
export let mergeMessages: Kit['mergeMessages_']
export let request: Kit['request_']
export let bubbleClass: Kit['bubbleClass_']
export let face: Kit['face_']
export let tick: Kit['tick_']
export let timeOf: Kit['timeOf_']
export let write: Kit['write_']

export function useKit(kit: Kit): void {
  h = kit.h_
  state = kit.state_
  view = kit.view_
  act = kit.act_
  settle = kit.settle_
  listUnsent = kit.listUnsent_
  mergeMessages = kit.mergeMessages_
  request = kit.request_
  bubbleClass = kit.bubbleClass_
  face = kit.face_
  tick = kit.tick_
  timeOf = kit.timeOf_
  write = kit.write_
}
