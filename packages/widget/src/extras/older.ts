import type { ChangesUpdate } from '@pocketping/core/protocol'
import { mergeMessages, request, state, view } from './kit.ts'

let isLoading = false

/** Keeps track of whether the end is in sight, and fetches more before the beginning is. */
export function scrolled(): void {
  const { scrollTop, scrollHeight, clientHeight } = view.scroll_
  view.isAway_ = scrollTop < -80
  if (state.hasOlder_ && scrollHeight - clientHeight + scrollTop < 200) void loadOlder()
}

/** Fetches the messages before the first that is known. */
async function loadOlder(): Promise<void> {
  const { messages_: messages, token_: token, widget_: widget } = state
  if (isLoading || !messages[0]) return
  isLoading = true
  try {
    const response = await request(`${widget.base_}messages?before=${messages[0].order}`, token)
    const { older, messages: found = [] } = (await response.json()) as ChangesUpdate
    // Meanwhile the conversation may have become another one.
    if (token === state.token_) {
      state.hasOlder_ = older
      mergeMessages(state, found)
    }
  } catch {
    // The network is away: the next scroll asks again.
  }
  isLoading = false
  state.changed_()
}
