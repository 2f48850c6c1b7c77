import type { Job } from '../contracts/storage.ts'
import type { BridgeContext } from './context.ts'
import type { Progress } from './progress.ts'
import type { Room } from './room.ts'
import type { View } from './view.ts'

/** One run of a delivery: everything a step needs. */
export interface Run {
  context: BridgeContext
  job: Job
  view: View
  progress: Progress
  room: Room
  /** Ids of the messages that this run set aside. */
  aside: Set<string>
  /** Operators were told that somebody writes. Told of where the platform shows no more than that. */
  isNoticed: boolean
}
