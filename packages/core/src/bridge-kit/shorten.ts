import { characterEnd } from './find-break.ts'

/** Cuts a text to `maxLength` UTF-16 code units, with a mark where something is missing; no character is torn apart. */
export function shorten(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text
  return `${text.slice(0, characterEnd(text, Math.max(0, maxLength - 1))).trimEnd()}…`
}
