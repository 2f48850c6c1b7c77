/** How a paragraph stands to the one before: rows and items follow each other line by line. */
export type ParagraphKind = 'row' | 'item' | 'block'

/** Writes the text of a page paragraph by paragraph, its white space as a browser shows it. */
export interface ParagraphWriter {
  /** Text of the page, white space and all. */
  text(value: string): void
  /** Text as it stands in `pre`. */
  verbatim(value: string): void
  /** What is ours to put between, such as the line of a table; no paragraph by itself. */
  between(value: string): void
  /** What is put before the next words, such as the dash of a list. */
  prefix(value: string): void
  /** How much is written, to `take` from or `drop` from there. */
  position(): number
  /** What was written since. */
  since(position: number): string
  drop(position: number): void
  /** Ends the line, where something stands in it. */
  line(): void
  /** Hands over what was written, where there are words in it. */
  end(kind?: 'row'): void
  /** Hands it to the caller instead, as one piece. */
  take(): string
}

/** Begins with an empty paragraph. `done` is told each one; `isTight`: it goes on below the one before. */
export function paragraphWriter(done: (text: string, isTight: boolean) => void): ParagraphWriter {
  // Pieces, as joining them one by one could copy the text again and again.
  let pieces: string[] = []
  let before = ''
  let hasWords = false
  let isVerbatim = false
  let kindBefore: ParagraphKind = 'block'

  function push(value: string): void {
    if (value === '') return
    const isBlank = value.trim() === ''
    if (!hasWords && !isBlank && before !== '') pieces.push(before)
    hasWords ||= !isBlank
    pieces.push(value)
  }

  function endsInSpace(): boolean {
    const last = pieces.at(-1)
    return last === undefined || /\s$/.test(last)
  }

  function clear(): void {
    pieces = []
    hasWords = false
    isVerbatim = false
  }

  return {
    text(value) {
      const text = value.replace(/[ \t\n\r\f]+/g, ' ')
      push(endsInSpace() ? text.replace(/^ /, '') : text)
    },
    verbatim(value) {
      isVerbatim = true
      push(value)
    },
    between(value) {
      pieces.push(value)
    },
    prefix(value) {
      before = value
    },
    position: () => pieces.length,
    since: position => pieces.slice(position).join(''),
    drop(position) {
      pieces.length = position
    },
    line() {
      if (pieces.length > 0 && !pieces.at(-1)?.endsWith('\n')) pieces.push('\n')
    },
    end(row) {
      if (hasWords) {
        const kind: ParagraphKind = row ?? (before === '' ? 'block' : 'item')
        const text = pieces.join('')
        done(isVerbatim ? text : text.trim(), kind !== 'block' && kind === kindBefore)
        kindBefore = kind
        before = ''
      }
      clear()
    },
    take() {
      const text = pieces.join('')
      kindBefore = 'block'
      clear()
      return text
    },
  }
}
