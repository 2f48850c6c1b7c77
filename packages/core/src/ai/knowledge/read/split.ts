import type { ReadPassage } from '../../../contracts/knowledge.ts'
import { cleanLine, cleanText } from './clean-text.ts'
import type { Section } from './sections.ts'
import { splitText } from './split-text.ts'

/** Characters that a passage may have. */
export const MAX_PASSAGE_CHARS = 1_500

/** Passages of one document; what comes after them is left out. */
export const MAX_DOCUMENT_PASSAGES = 500

// Sections shorter than this say too little by themselves to be found, and are joined up to that.
const TINY_CHARS = 100
const JOINED_CHARS = 400

/** Passages of a document. */
export interface Split {
  passages: ReadPassage[]
  /** Whether there was more. */
  isCut: boolean
}

/** Cuts a document along its headings, and what is long under one of them where it reads best. */
export function splitSections(sections: Iterable<Section>, language?: string): Split {
  const passages: ReadPassage[] = []
  for (const { text, ...place } of joinTiny(cleaned(sections)))
    for (const piece of splitText(text, MAX_PASSAGE_CHARS, language)) {
      if (passages.length === MAX_DOCUMENT_PASSAGES) return { passages, isCut: true }
      passages.push({ ...place, text: piece.trim() })
    }
  return { passages, isCut: false }
}

function* cleaned(sections: Iterable<Section>): Generator<Section> {
  for (const section of sections) {
    const text = cleanText(section.text)
    if (text !== '') yield { ...section, text }
  }
}

/** Joins tiny neighbours below the same heading; what was theirs goes into the text. */
function* joinTiny(sections: Iterable<Section>): Generator<Section> {
  let tiny: Section[] = []
  let chars = 0
  for (const section of sections) {
    const size = textWithHeading(section).length + 2
    const isTiny = section.headings.length > 0 && section.text.length < TINY_CHARS
    const goesOn = isTiny && areSiblings(tiny[0], section) && chars + size <= JOINED_CHARS
    if (!goesOn) {
      yield* joined(tiny)
      tiny = []
      chars = 0
    }
    if (isTiny) {
      tiny.push(section)
      chars += size
    } else yield section
  }
  yield* joined(tiny)
}

function joined(tiny: readonly Section[]): Section[] {
  const [first, second] = tiny
  if (!first || !second) return [...tiny]
  return [{ ...first, headings: first.headings.slice(0, -1), text: tiny.map(textWithHeading).join('\n\n') }]
}

function textWithHeading({ headings, text }: Section): string {
  const heading = headings.at(-1) ?? ''
  return heading === text ? text : `${heading}\n${text}`
}

function areSiblings(one: Section | undefined, other: Section): boolean {
  if (one?.headings.length !== other.headings.length) return false
  return one.headings.slice(0, -1).every((heading, at) => heading === other.headings[at])
}

/** A title on one line. */
export function titleLine(title: string): string {
  return cleanLine(title, 200)
}
