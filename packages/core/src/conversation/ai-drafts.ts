import type { MessageRecord } from '../contracts/records.ts'
import type { Storage } from '../contracts/storage.ts'
import { newId } from '../protocol/ids.ts'
import { remember } from './ai-state.ts'
import type { Draft } from './change-session.ts'
import type { ConversationContext } from './context.ts'
import { reopen } from './lifecycle.ts'

/**
 * Sends the visitor what the AI suggested, as the AI's, in the place of the suggestion. Answers with the message that the
 * visitor gets; `undefined` where the suggestion was sent, or taken back, before.
 */
export async function sendDraft(
  { storage }: ConversationContext,
  draft: Draft,
  suggestion: MessageRecord,
): Promise<MessageRecord | undefined> {
  // Whoever was faster is seen here, or by the commit.
  const current = await storage.findMessage(suggestion.sessionId, suggestion.id)
  if (!current || !isOpenDraft(current)) return undefined
  retireDraft(draft, current)
  reopen(draft)
  const { receipts, seq, needsReview, ai } = draft.session
  // As with an operator's own words: whoever sends it has seen what was written before.
  draft.patch({ receipts: { ...receipts, seen: seq }, ...(needsReview ? { needsReview: undefined } : {}) })
  // What was asked since is not answered by it.
  if (ai?.open && ai.open.order < current.order) remember(draft, { ...ai, open: undefined })
  const author = draft.ai?.author ?? current.author
  return draft.write({
    id: newId('msg'),
    type: 'ai',
    audience: 'everyone',
    content: current.content,
    ...(author ? { author } : {}),
    ...(current.sources ? { sources: current.sources } : {}),
  })
}

/** Takes a suggestion out of the operators' threads. */
export function retireDraft(draft: Draft, suggestion: MessageRecord): void {
  draft.revise(suggestion, { content: '', deletedAt: draft.now })
}

/** True for what the AI suggested, and nobody has sent or taken back. */
export function isOpenDraft({ isDraft, deletedAt }: MessageRecord): boolean {
  return isDraft === true && deletedAt === undefined
}

const PAGE = 50

// Of the events of a busy page there may be thousands after a draft.
const MAX_PAGES = 20

/** The newest suggestion in a conversation, also one that is no longer open. */
export async function newestDraft(storage: Storage, sessionId: string): Promise<MessageRecord | undefined> {
  let beforeOrder: number | undefined
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const before = beforeOrder === undefined ? {} : { beforeOrder }
    const page = await storage.listMessages({ sessionId, limit: PAGE, ...before })
    const found = page.find(({ isDraft }) => isDraft)
    if (found) return found
    if (page.length < PAGE) return undefined
    beforeOrder = page.at(-1)?.order ?? 0
  }
  return undefined
}
