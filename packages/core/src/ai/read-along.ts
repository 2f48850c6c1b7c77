import { isAiWanted } from '../conversation/ai-state.ts'
import type { Author } from '../protocol/message.ts'
import type { AiContext } from './ai-context.ts'
import type { Turn } from './turn.ts'

/** Lets the visitor read what the AI is saying, while it says it. */
export interface ReadAlong {
  /** The text as far as it has got. */
  show(text: string): void
  /** Shows nothing more; what stands there is replaced by what is stored. */
  stop(): void
  /** What was shown does not count. */
  takeBack(): void
}

// Fast enough to read along, slow enough for a phone.
const EVERY_MS = 150

// Widgets forget after 6 seconds that somebody types.
const TYPING_EVERY_MS = 4000

/**
 * Shows "typing" until the first words, and looks as often whether it is still wanted when a model pauses. Before each showing it asks the storage whether a person has answered in another
 * process meanwhile; what happens in this one stops the turn by itself.
 */
export function createReadAlong({ conversation, hub }: AiContext, turn: Turn, author: Author): ReadAlong {
  const { clock, storage, logger } = conversation
  const { sessionId, messageId: id } = turn
  let latest = ''
  let shown = ''
  let isEnded = false
  let isWaiting = false
  let isTakenBack = false
  let cancel = (): void => undefined
  let cancelTyping = (): void => undefined

  const isOver = (): boolean => isEnded || turn.stopped !== undefined

  /** Asks the storage, which knows what other processes did. */
  const lookElsewhere = async (): Promise<void> => {
    const session = await storage.findSession({ id: sessionId })
    if (!session || !isAiWanted(conversation.aiOf(session.projectId), session, clock.now()))
      turn.stop('silenced')
  }

  const type = async (): Promise<void> => {
    if (isOver()) return
    await lookElsewhere()
    if (isOver()) return
    if (shown === '') hub.tell(sessionId, { type: 'typing', active: true, author })
    cancelTyping = clock.after(TYPING_EVERY_MS, beginTyping)
  }

  const beginTyping = (): void => {
    type().catch(fail)
  }

  const fail = (error: unknown): void => {
    isWaiting = false
    logger.warn('An answer could not be shown while it came', { session: sessionId, reason: String(error) })
  }

  const flush = async (): Promise<void> => {
    await lookElsewhere()
    // Nothing may happen between this and the telling.
    if (isOver()) return
    hub.tell(sessionId, { type: 'ai', id, content: latest, author })
    shown = latest
    cancel = clock.after(EVERY_MS, () => {
      cancel = () => undefined
      isWaiting = false
      if (latest !== shown) begin()
    })
  }

  const end = (): void => {
    isEnded = true
    cancel()
    cancelTyping()
  }

  const begin = (): void => {
    isWaiting = true
    flush().catch(fail)
  }

  beginTyping()
  return {
    show(text) {
      latest = text
      if (!isOver() && !isWaiting && text !== '') begin()
    },
    stop: end,
    takeBack() {
      end()
      if (isTakenBack) return
      isTakenBack = true
      // After a person's answer, nothing of the AI's comes any more; the widget forgets it by itself.
      if (turn.stopped === 'person') return
      if (shown === '') hub.tell(sessionId, { type: 'typing', active: false, author })
      else hub.tell(sessionId, { type: 'ai', id, content: '', author })
    },
  }
}
