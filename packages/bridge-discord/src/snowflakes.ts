// Discord's ids begin with the milliseconds since 2015, so they sort by time.
const EPOCH = 1_420_070_400_000n

/** The first id that could be given at a time. */
export function snowflakeAt(ms: number): string {
  const since = BigInt(Math.floor(ms)) - EPOCH
  return String((since > 0n ? since : 0n) << 22n)
}

/** When an id was given, in milliseconds since 1970. */
export function timeOf(snowflake: string): number {
  return Number((BigInt(snowflake) >> 22n) + EPOCH)
}

/** Orders ids from early to late; they outgrow what a number holds exactly. */
export function compareSnowflakes(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length
  return one < other ? -1 : one > other ? 1 : 0
}

/** True where one id was given after the other. */
export function isLater(one: string, other: string): boolean {
  return compareSnowflakes(one, other) > 0
}

/** True for what may be an id of Discord. */
export function isSnowflake(text: string): boolean {
  return /^\d{15,20}$/.test(text)
}
