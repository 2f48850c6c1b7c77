/** Where a model waits until a test lets it go on. */
export interface Gate {
  wait(): Promise<void>
  open(): void
}

export function createTextGate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { wait: () => promise, open: resolve }
}
