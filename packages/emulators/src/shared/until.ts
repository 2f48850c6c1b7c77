/** Where one hears of changes: a set of listeners. */
interface Listeners {
  add(listener: () => void): unknown
  delete(listener: () => void): unknown
}

/** Resolves as soon as the condition holds, looking at it each time the listeners are called; rejects when it throws. */
export function until(listeners: Listeners, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      try {
        if (!isTrue()) return
        listeners.delete(look)
        resolve()
      } catch (error) {
        listeners.delete(look)
        reject(error as Error)
      }
    }
    listeners.add(look)
    look()
  })
}
