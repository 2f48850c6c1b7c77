/** Resolves when everything else that waits had its turn. */
export function letOthersRun(): Promise<void> {
  return new Promise(resolve => void setTimeout(resolve))
}
