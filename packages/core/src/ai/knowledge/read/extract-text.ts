import type { Extracted } from './sections.ts'

/** Reads plain text: all of it as one section. */
export function extractText(text: string): Extracted {
  return { sections: [{ headings: [], text }] }
}
