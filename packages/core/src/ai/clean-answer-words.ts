import type { CleaningStep } from './clean-answer.ts'
import { filterAddresses } from './clean-answer-addresses.ts'
import type { LengthLimit } from './clean-answer-length.ts'

// What is longer and holds an address is dropped from there on; other text is broken by a space.
const MAX_WORD_LENGTH = 2048

// Scripts without spaces, and their punctuation: each character is a word. Wide letters, digits and dots are not among them:
// browsers read them as the narrow ones.
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\u3000-\u303f\uff00-\uff0d\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff60\uff62-\uffef]/u

// A `<` that something else left before a letter opens no tag.
const OPENS_TAG = /<(?=[a-z/!?])/gi

/** Gathers words, and takes the addresses out of them that may not be shown. */
export function createWordFilter(isAllowed: (address: string) => boolean, next: LengthLimit): CleaningStep {
  let word = ''
  let isDropping = false

  function flush(): boolean {
    if (word === '') return false
    const { text, endsInAddress } = filterAddresses(word, isAllowed)
    word = ''
    next.word(text.replace(OPENS_TAG, '< '))
    return endsInAddress
  }

  return {
    push(character) {
      if (/\s/.test(character)) {
        flush()
        isDropping = false
        next.space(character)
      } else if (isDropping) {
        // The rest of an address without end.
      } else if (UNSPACED.test(character)) {
        if (flush()) next.space(' ')
        next.word(character)
      } else {
        word += character
        if (word.length >= MAX_WORD_LENGTH) cutWord()
      }
    },
    end() {
      flush()
      next.end()
    },
  }

  function cutWord(): void {
    const { text } = filterAddresses(word, isAllowed)
    isDropping = text !== word
    flush()
    if (!isDropping) next.space(' ')
  }
}
