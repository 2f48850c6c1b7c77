import { createLengthLimit } from './clean-answer-length.ts'
import { createLinkReader } from './clean-answer-links.ts'
import { createMarkupStripper } from './clean-answer-markup.ts'
import { createTagStripper } from './clean-answer-tags.ts'
import { createWordFilter } from './clean-answer-words.ts'
import { createAddressRule } from './is-allowed-address.ts'

/** Makes what a model writes fit to be shown: plain text, whose links lead only to where they may. */
export interface AnswerCleaner {
  /** Takes a piece as it streams; gives what may be shown now. An unfinished word, link or tag is held back. */
  push(text: string): string
  /** Gives the rest. Nothing may be pushed after it. */
  end(): string
}

/** Where links may lead, and how long an answer may be. */
export interface CleaningOptions {
  /** Of the cited passages; compared without fragment and trailing slash. */
  allowedUrls: ReadonlySet<string>
  /** `example.com` is that host alone, `*.example.com` all below it; with a port where it is not the usual one. */
  allowedHosts: readonly string[]
  /** What the model was given by the project: an e-mail address that stands in it may be said. */
  allowedText: string
  /** In UTF-16 code units. */
  maxLength: number
}

/** A step of cleaning. It is given one character at a time, so how a text was cut into pieces cannot matter. */
export interface CleaningStep {
  /** `isLiteral`: it stands in code, or was escaped, and marks up nothing. */
  push(character: string, isLiteral: boolean): void
  end(): void
}

// What shows nothing but may hide something: control and format characters (zero-width, bidi, tags), fillers, and the
// variation selectors that carry data. Those of emoji stay.
const HIDDEN =
  /\p{Cc}|\p{Cf}|[\ufe00-\ufe0d]|[\u{e0000}-\u{e0fff}]|\u034f|[\u180b-\u180f]|[\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0]/u

/** Cleans an answer while it streams. All pieces together are the same however the text was cut. */
export function createAnswerCleaner(options: CleaningOptions): AnswerCleaner {
  let shown = ''
  const isAllowed = createAddressRule(options)
  const limit = createLengthLimit(options.maxLength, text => {
    shown += text
  })
  // Addresses come last: nothing that a step takes out can leave one behind.
  const words = createWordFilter(isAllowed, limit)
  const steps = createTagStripper(createMarkupStripper(createLinkReader(isAllowed, words)))
  let half = ''
  let afterReturn = false

  function take(character: string): void {
    const isPaired = afterReturn && character === '\n'
    afterReturn = character === '\r'
    if (isPaired) return
    if (/[\r\u2028\u2029]/.test(character)) steps.push('\n', false)
    else if (character === '\n' || character === '\t' || !HIDDEN.test(character)) steps.push(character, false)
  }

  function give(): string {
    const now = shown
    shown = ''
    return now
  }

  return {
    push(text) {
      const whole = half + text
      half = /[\ud800-\udbff]$/.exec(whole)?.[0] ?? ''
      const ready = half ? whole.slice(0, -1) : whole
      for (const character of ready.toWellFormed()) {
        if (limit.isFull()) break
        take(character)
      }
      return give()
    },
    end() {
      if (half) take('\ufffd')
      half = ''
      steps.end()
      return give()
    },
  }
}

/** Cleans a whole answer. */
export function cleanAnswer(text: string, options: CleaningOptions): string {
  const cleaner = createAnswerCleaner(options)
  return cleaner.push(text) + cleaner.end()
}
