// Loaded when the AI answers in a conversation: what it says while it says it, what marks it, and the way to a person.
import type { VNode } from 'preact'
import type { Extras } from '../extras/index.ts'
import type { Kit } from '../panel/kit.ts'
import type { Row } from '../panel/rows.ts'
import type { AiTexts } from '../texts.ts'
import { aiStyles } from './styles.ts'

/** Takes what the panel hands over, and has the extras show what the AI says. */
export function start([h, state, view, act, listUnsent]: Kit, extras: Extras): void {
  const { above_: above, bubble_: bubble, typing_: typing } = extras
  /** By the id of an answer, that of the last message which was there before it. */
  const before: Record<string, string> = {}
  let growing: typeof state.typing_
  let row: Row | undefined

  /** What the AI has said so far, as a line of the conversation. */
  function unfinished(): Row | undefined {
    const { typing_: update, messages_: messages } = state
    const last = messages.findLast(({ author }) => author)?.id ?? ''
    // Who types meanwhile does not hide what the AI says.
    if (update?.type !== 'typing') growing = update
    if (growing?.type !== 'ai' || !growing.content) return undefined
    before[growing.id] ??= last
    // What comes late counts no more: the answer is there, or a person has written.
    return before[growing.id] === last ? { ...growing, createdAt: Date(), live_: 'off' } : undefined
  }

  /** A message of the AI with what marks it, and what it rests on. */
  function marked(row: Row): Row {
    const { author, sources, type } = row
    const name = author?.name
    const { ai = 'AI' } = view.texts_ as Partial<AiTexts>
    return type === 'ai'
      ? {
          ...row,
          // Nor is its usual name said beside the mark in another language.
          label_: [!['AI', ai].includes(name!) && name, ' ', h('b', null, ai)],
          more_: sources?.map(({ title, url }) =>
            h('small', { dir: 'auto' }, extras.link_(title, /^https?:/i.test(url!) && url)),
          ),
        }
      : row
  }

  /** That the AI answers, and the way to a person. */
  function ask(): VNode | undefined {
    const { answers = 'Answers by AI', person = 'Talk to a person' } = view.texts_ as Partial<AiTexts>
    return (
      // The session says so only once there is an answer.
      (state.session_?.aiAnswers || row) &&
      extras.choice_(
        answers,
        person,
        () => {
          act('handoff', { type: 'handoff' })
          view.scroll_.focus()
        },
        listUnsent(state.widget_.key_).some(({ ref }) => ref === 'handoff'),
      )
    )
  }

  extras.above_ = () => [above(), ask()]
  extras.bubble_ = (row, ...place) => bubble(marked(row), ...place)
  extras.typing_ = shown => {
    row = unfinished()
    return [row && extras.bubble_(row, true, true), typing(shown)]
  }
  state.widget_.addStyles_(aiStyles)
}
