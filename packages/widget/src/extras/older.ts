import type { ChangesUpdate } from '@pocketping/core/protocol'
import { mergeMessages, request, state, view } from './kit.ts'

let isLoading = false

/** Keeps track of whether the end is in sight, and fetches more before the beginning is. */
export function scrolled(): void {
  const { scrollTop, scrollHeight, clientHeight } = view.scroll_
  view.isAway_ = scrollTop < -80
  if (state.olderThan_ && scrollHeight - clientHeight + scrollTop < 200) void loadOlder()
}

/** Fetches the messages before those that are here without a gap. */
async function loadOlder(): Promise<void> {
  const { olderThan_: before, token_: token, widget_: widget } = state
  if (isLoading) return
  isLoading = true
  try {
    const response = await request(`${widget.base_}messages?before=${before}`, token)
    const { older, messages: found = [] } = (await response.json()) as ChangesUpdate
    // Meanwhile the conversation may have become another one.
    if (token === state.token_) {
      state.olderThan_ = older && found[0]?.order
      mergeMessages(state, found)
    }
  } catch {
    // The network is away: the next scroll asks again.
  }
  isLoading = false
  state.changed_()
}
