/** Milliseconds of a clock that all processes of a machine share. */
export function nowMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

const MARK = '"content":"at:'
const DIGITS = 18

/** A text that tells when it was made. */
export function stampedText(): string {
  return `at:${process.hrtime.bigint().toString().padStart(DIGITS, '0')}${'.'.repeat(79)}`
}

/** Milliseconds since the stamp in a frame was made; `undefined` where there is none. */
export function ageMs(buffer: Buffer, start: number, end: number): number | undefined {
  const at = buffer.indexOf(MARK, start, 'latin1')
  if (at < 0 || at >= end) return undefined
  const digits = buffer.toString('latin1', at + MARK.length, at + MARK.length + DIGITS)
  return nowMs() - Number(digits) / 1e6
}
