import { it } from 'vitest'

type Register = (title: string, run: () => Promise<void> | void) => void

const leaveOut: Register = () => {
  // What a platform or host cannot do is no test: the reason stands where the suite was called.
}

/** `it`, unless there is a reason against it. */
export function itUnless(reason: string | undefined): Register {
  return reason === undefined ? it : leaveOut
}
