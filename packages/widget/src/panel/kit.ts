import { h } from 'preact'
import { act, settle, start, warn } from '../chat.ts'
import { listUnsent } from '../outgoing.ts'
import { request } from '../request.ts'
import { state } from '../state.ts'
import { mergeMessages } from '../store.ts'
import { bubbleClass, face, tick, timeOf } from './bubble.tsx'
import { write } from './composer.tsx'
import { forgetAll } from './forget-all.ts'
import { view } from './view.ts'

/** What the extras, which come in a file of their own, use of the panel; a list, because names would cost in both. */
export type Kit = readonly [
  h_: typeof h,
  state_: typeof state,
  view_: typeof view,
  act_: typeof act,
  listUnsent_: typeof listUnsent,
  settle_: typeof settle,
  mergeMessages_: typeof mergeMessages,
  request_: typeof request,
  bubbleClass_: typeof bubbleClass,
  face_: typeof face,
  tick_: typeof tick,
  timeOf_: typeof timeOf,
  write_: typeof write,
  start_: typeof start,
  forgetAll_: typeof forgetAll,
  warn_: typeof warn,
]

export const kit: Kit = [
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
  start,
  forgetAll,
  warn,
]
