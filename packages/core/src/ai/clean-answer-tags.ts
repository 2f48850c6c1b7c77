import type { CleaningStep } from './clean-answer.ts'

// Longer ones are text: nothing is held back for ever.
const MAX_TAG_LENGTH = 1000

const TAG_START = /[a-z/!?]/i

// `<https://example.com>` and `<anna@example.com>` are Markdown for an address.
const AUTOLINK = /^<((?:https?:\/\/|mailto:)[^\s<>]+|[^\s<>/@]+@[^\s<>/@]+)>$/i

/** Takes HTML tags out and leaves their text. A tag that never ends was none. `<` before a space or a digit stays. */
export function createTagStripper(next: CleaningStep): CleaningStep {
  let held = ''

  function release(text: string): void {
    held = ''
    for (const character of text) next.push(character, false)
  }

  return {
    push(character) {
      if (held === '<' && !TAG_START.test(character)) release('<')
      if (held === '') {
        if (character === '<') held = '<'
        else next.push(character, false)
        return
      }
      held += character
      if (character === '>') release(AUTOLINK.exec(held)?.[1] ?? (/^<br\b/i.test(held) ? '\n' : ''))
      else if (held.length > MAX_TAG_LENGTH || held.endsWith('\n\n')) release(held)
    },
    end() {
      release(held)
      next.end()
    },
  }
}
