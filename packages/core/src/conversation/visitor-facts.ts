import type { PageCommand, ReadCommand } from '../protocol/commands.ts'
import type { Draft } from './change-session.ts'
import { withPage } from './metadata.ts'

/** Moves the visitor's receipts forward; never back, and never past the conversation's end. */
export function read(draft: Draft, command: ReadCommand): void {
  const { receipts, seq } = draft.session
  const isRead = Math.max(receipts.read, Math.min(command.read ?? 0, seq))
  const isReceived = Math.max(receipts.received, isRead, Math.min(command.received ?? 0, seq))
  if (isRead === receipts.read && isReceived === receipts.received) return
  // Operators see what was read, as a reaction; that it arrived shows nowhere on a platform.
  const quiet = isRead === receipts.read
  draft.patch({ receipts: { ...receipts, read: isRead, received: isReceived } }, { quiet })
}

/** Notes the page that the visitor is on. */
export function visit(draft: Draft, { page }: PageCommand): void {
  const { metadata } = draft.session
  const next = withPage(metadata, page)
  if (next.pageUrl === metadata.pageUrl && next.pageTitle === metadata.pageTitle) return
  draft.patch({ metadata: next })
}
