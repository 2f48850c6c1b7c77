/** Everything that can go wrong on the gateway. */
export interface GatewayFaults {
  /** Closes every connection with this code; without one they break off. */
  dropGateway(code?: number): void
  /** Tells clients (op 9) that their session is void. It is really gone, unless they may resume it. */
  invalidateSession(mayResume?: boolean): void
  /** The next events are sent twice. */
  repeatEvents(times?: number): void
  /** The next events come after the one that follows them. */
  reorderEvents(times?: number): void
  /** Events stay here until `releaseEvents`; connections stand. */
  holdEvents(): void
  releaseEvents(): void
  /** Asks clients (op 7) to connect again. */
  requestReconnect(): void
  /** Heartbeats get no answer, until `clear`: the connection is a zombie. */
  silenceHeartbeats(): void
  /** Connections break and none is taken; REST goes on. */
  gatewayDown(): void
  gatewayUp(): void
}

/** What the fault side asks of the gateway; counted down as it happens. */
export interface Disturbances {
  repeat: number
  reorder: number
  isHoldingEvents: boolean
  isSilent: boolean
  isDown: boolean
}

export function noDisturbances(): Disturbances {
  return { repeat: 0, reorder: 0, isHoldingEvents: false, isSilent: false, isDown: false }
}
