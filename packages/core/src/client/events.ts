import type { ApiEvent, GapEvent } from '../protocol/api-events.ts'
import type { EventsOptions, SubscribeOptions, Subscription } from './subscription-types.ts'

export type ClientEvent = ApiEvent | GapEvent

/** Turns a subscription into an iteration. The next event is asked for when the loop comes back for it. */
export async function* iterateEvents(
  subscribe: (options: SubscribeOptions) => Subscription,
  { after, signal }: EventsOptions = {},
): AsyncGenerator<ClientEvent, void> {
  let given: { event: ClientEvent; taken: () => void } | undefined
  let failure: Error | undefined
  let isOver = signal?.aborted ?? false
  let wake = (): void => undefined

  const give = (event: ClientEvent): Promise<void> =>
    new Promise(taken => {
      given = { event, taken }
      wake()
    })
  const end = (): void => {
    isOver = true
    wake()
  }
  if (isOver) return
  const subscription = subscribe({
    after,
    onEvent: give,
    onGap: give,
    // Only one with which it ends is thrown; with the others it is tried again.
    onError(error) {
      failure = error
    },
    onStatus(status) {
      if (status === 'closed') end()
    },
  })
  signal?.addEventListener('abort', end)
  try {
    for (;;) {
      if (!given && !isOver)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      if (signal?.aborted) return
      const next = given
      given = undefined
      if (next) {
        yield next.event
        next.taken()
      } else if (isOver) {
        throw failure
      }
    }
  } finally {
    signal?.removeEventListener('abort', end)
    subscription.close()
  }
}
