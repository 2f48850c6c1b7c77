/** Time, as an argument. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls back once after `ms`; answers with a function that calls it off. Does not keep the process alive. */
  after(ms: number, callback: () => void): () => void
}
