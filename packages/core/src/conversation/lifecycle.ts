import { newId } from '../protocol/ids.ts'
import { endForAi } from './ai-state.ts'
import type { Draft } from './change-session.ts'

/** Ends the conversation; a closed one stays as it is. */
export function close(draft: Draft): void {
  if (draft.session.status === 'closed') return
  draft.patch({ status: 'closed', claimedBy: undefined })
  draft.tell('closed')
  // Not by whom: the visitor reads it, and may know operators by another name.
  const content = 'Conversation closed.'
  draft.write({ id: newId('msg'), type: 'system', audience: 'everyone', content, code: 'session.closed' })
  endForAi(draft)
}

/** Takes the conversation up again; an active one stays as it is. */
export function reopen(draft: Draft): void {
  if (draft.session.status === 'active') return
  draft.patch({ status: 'active' })
  draft.tell('reopened')
  const content = 'Conversation reopened.'
  draft.write({ id: newId('msg'), type: 'system', audience: 'everyone', content, code: 'session.reopened' })
}
