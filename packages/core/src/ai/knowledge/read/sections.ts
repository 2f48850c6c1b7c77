import { cleanLine, cleanText } from './clean-text.ts'

/** What stands under one heading. */
export interface Section {
  /** Outermost first. */
  headings: readonly string[]
  anchor?: string
  /** Paragraphs, with an empty line between them. */
  text: string
}

/** What was found in a page or file. */
export interface Extracted {
  title?: string
  /** BCP 47. */
  language?: string
  sections: readonly Section[]
}

/** Collects sections while a document is read from top to bottom. */
export interface SectionWriter {
  heading(level: number, text: string, anchor: string | undefined): void
  /** `isTight`: it goes on where the paragraph before ended, as the next row of a table does. */
  paragraph(text: string, isTight: boolean): void
  end(): Section[]
}

const MAX_HEADING_CHARS = 200

/** Begins at the top of a document. */
export function sectionWriter(): SectionWriter {
  const sections: Section[] = []
  let open: { level: number; text: string }[] = []
  let anchor: string | undefined
  let text: string[] = []
  // Whether what stands under the last heading is written down: a heading alone is kept as well, unless others follow
  // below it.
  let isHeadingAlone = false

  function close(nextLevel: number): void {
    const last = open.at(-1)
    const own = cleanText(text.join(''))
    const isAlone = own === '' && isHeadingAlone && last !== undefined && nextLevel <= last.level
    const words = isAlone ? last.text : own
    if (words !== '')
      sections.push({
        headings: open.map(heading => heading.text),
        ...(anchor !== undefined && { anchor }),
        text: words,
      })
    text = []
  }

  return {
    heading(level, words, ownAnchor) {
      const line = cleanLine(words, MAX_HEADING_CHARS)
      if (line === '') return
      close(level)
      open = [...open.filter(heading => heading.level < level), { level, text: line }]
      anchor = ownAnchor
      isHeadingAlone = true
    },
    paragraph(words, isTight) {
      if (text.length > 0) text.push(isTight ? '\n' : '\n\n')
      text.push(words)
    },
    end() {
      close(0)
      return sections
    },
  }
}
