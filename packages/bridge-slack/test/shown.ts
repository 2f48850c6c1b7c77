import type { SlackMessageView } from '@pocketping/emulators'

interface Node {
  type?: string
  text?: string
  fallback?: string
  elements?: Node[]
}

/** What people see of a message: its blocks, where it has some. Slack shows the words of rich text exactly as they are. */
export function shownOf({ blocks, shown }: SlackMessageView): string {
  return blocks ? blocks.map(block => wordsOf(block as Node)).join('\n') : shown
}

function wordsOf({ type, text, fallback, elements }: Node): string {
  if (elements) return elements.map(wordsOf).join('')
  if (type === 'text') return text ?? ''
  if (type === 'date') return fallback ?? ''
  throw new Error(`Nobody knows how ${type} is shown.`)
}
