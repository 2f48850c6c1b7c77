import type { Message } from '@pocketping/core/protocol'
import type { ComponentChildren as Child } from 'preact'
import type { Unsent } from '../saved.ts'

/** One line of the conversation: a message of the server's, or (without `order`) one on its way there. */
export interface Row extends Pick<Message, 'id' | 'type' | 'content' | 'createdAt'>, Optional {
  /** The server refused it. */
  failed?: string | undefined
  /** What is shown in place of the author's name, and below the text. */
  label_?: Child
  more_?: Child
  /** `off`: it still grows, and screen readers leave it alone. */
  live_?: 'off' | undefined
}

type Optional = {
  [Key in 'order' | 'author' | 'editedAt' | 'deletedAt' | 'replyTo' | 'code' | 'sources']?:
    | Message[Key]
    | undefined
}

/** Lines up what the server has and what it does not have yet. */
export function rows(messages: readonly Message[], unsent: readonly Unsent[]): Row[] {
  return [
    ...messages,
    ...unsent.flatMap(({ command, at, failed }) =>
      command.type === 'send' && !messages.some(({ id }) => id === command.id)
        ? { ...command, type: 'visitor' as const, createdAt: at, failed }
        : [],
    ),
  ]
}

/** Whether two lines are of one person, and at about one time. */
export function isSameRun(a: Row | undefined, b: Row | undefined): boolean {
  const who = (row: Row | undefined): string | undefined =>
    row && `${row.type} ${row.author?.name} ${row.createdAt.slice(0, 15)}`
  return who(a) === who(b)
}

/** Whether something of it is more than plain text, which is all that the panel alone can show. */
export function isRich(shown: string): boolean {
  return /"(editedAt|deletedAt|replyTo|failed|code|availability|aiAnswers|ai|typing)"|:\/\/|@/.test(shown)
}
