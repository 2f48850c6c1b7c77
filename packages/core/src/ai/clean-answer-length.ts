const MAX_NEWLINES = 3
const MAX_BLANKS = 40

const ADDRESS_SIGN = /[:/.@]/

/** The last step: what comes out of it is shown. */
export interface LengthLimit {
  word(text: string): void
  space(character: string): void
  end(): void
  /** True where nothing more can be shown. */
  isFull(): boolean
}

/** Trims, keeps at most two empty lines in a row, and cuts at `maxLength` between two words, visibly. */
export function createLengthLimit(maxLength: number, show: (text: string) => void): LengthLimit {
  let length = 0
  let newlines = 0
  let blanks = ''
  /** Fits only as the last: where something follows, the mark must stand in its place. */
  let last: string | undefined
  let endsInAddress = false
  let isFull = maxLength <= 0

  function give(text: string): void {
    length += text.length
    show(text)
  }

  function cut(word: string): void {
    isFull = true
    // A text of a single word is better cut than gone, but half an address is another one. Its last character may be half
    // of one.
    if (length === 0 && !ADDRESS_SIGN.test(word))
      give(word.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, ''))
    // What touches an address becomes a part of it.
    if (!endsInAddress) give('…')
    else if (length + 2 <= maxLength) give(' …')
  }

  return {
    word(text) {
      if (isFull || text === '') return
      if (last !== undefined) return cut(last)
      const gap = length === 0 ? '' : '\n'.repeat(newlines) + blanks
      newlines = 0
      blanks = ''
      const whole = gap + text
      if (length + whole.length < maxLength) {
        give(whole)
        endsInAddress = /[:/@]/.test(text)
      } else if (length + whole.length === maxLength) last = whole
      else cut(whole)
    },
    space(character) {
      if (character === '\n') {
        newlines = Math.min(newlines + 1, MAX_NEWLINES)
        blanks = ''
      } else if (blanks.length < MAX_BLANKS) blanks += character
    },
    end() {
      if (!isFull && last !== undefined) give(last)
      isFull = true
    },
    isFull: () => isFull,
  }
}
