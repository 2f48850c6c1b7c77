import { h } from 'preact'
import { act, settle } from '../chat.ts'
import { listUnsent } from '../outgoing.ts'
import { request } from '../request.ts'
import { type State, state } from '../state.ts'
import { mergeMessages } from '../store.ts'
import { bubbleClass, face, tick, timeOf } from './bubble.tsx'
import { write } from './composer.tsx'
import { type View, view } from './view.ts'

/** What the extras, which come in a file of their own, use of the panel. */
export interface Kit {
  h_: typeof h
  state_: State
  view_: View
  act_: typeof act
  settle_: typeof settle
  listUnsent_: typeof listUnsent
  mergeMessages_: typeof mergeMessages
  request_: typeof request
  bubbleClass_: typeof bubbleClass
  face_: typeof face
  tick_: typeof tick
  timeOf_: typeof timeOf
  write_: typeof write
}

export const kit: Kit = {
  h_: h,
  state_: state,
  view_: view,
  act_: act,
  settle_: settle,
  listUnsent_: listUnsent,
  mergeMessages_: mergeMessages,
  request_: request,
  bubbleClass_: bubbleClass,
  face_: face,
  tick_: tick,
  timeOf_: timeOf,
  write_: write,
}
