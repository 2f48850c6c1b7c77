import { type StyledText, shorten, sliceStyled } from '@pocketping/core/bridge-kit'
import type { RichTextBlock, RichTextElement } from '@slack/web-api'
import { escapeText } from './mrkdwn.ts'

// What notifications and screen readers get. An edit with more than 4,000 characters here is refused.
const MAX_FALLBACK_LENGTH = 700

/** A text as Slack shows it exactly: the words of a rich text block are never read as markup, names or emoji. */
export interface RichText {
  /** Escaped, for where blocks are not shown. */
  text: string
  blocks: RichTextBlock[]
}

/** Shows a text with its styles; `more` stands behind it. */
export function toRichText(styledText: StyledText, more: readonly RichTextElement[] = []): RichText {
  const elements: RichTextElement[] = [...runs(styledText), ...more]
  return {
    text: escapeText(shorten(styledText.text, MAX_FALLBACK_LENGTH)),
    blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
  }
}

/** The stretches of a text between which its style changes. */
function runs(styledText: StyledText): RichTextElement[] {
  const text = styledText.text.toWellFormed()
  const edges = new Set([0, text.length])
  for (const { offset, length } of styledText.entities) edges.add(offset).add(offset + length)
  const sorted = [...edges].sort((left, right) => left - right)
  return sorted.slice(0, -1).map((start, index) => {
    const run = sliceStyled({ ...styledText, text }, start, sorted[index + 1] ?? text.length)
    const style = Object.fromEntries(run.entities.map(({ type }) => [type, true]))
    return { type: 'text', text: run.text, ...(run.entities.length > 0 && { style }) }
  })
}
