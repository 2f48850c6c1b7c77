/** What the fault side asks of the delivery of updates; counted down as it happens. */
export interface Disturbances {
  /** So many confirmations get lost: what was delivered comes again. */
  repeat: number
  /** So many deliveries with two or more updates come in the wrong order. */
  reorder: number
  /** The server cannot be reached, nor does it reach the bot. */
  isHeld: boolean
}

export function noDisturbances(): Disturbances {
  return { repeat: 0, reorder: 0, isHeld: false }
}
