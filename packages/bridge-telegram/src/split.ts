import { type StyledText, splitStyled } from '@pocketping/core/bridge-kit'

/** Longest text of one Telegram message, in code points. */
export const MAX_TEXT_LENGTH = 4096

/** Cuts a text into parts that Telegram takes, which refuses a message in which nothing shows. */
export function split(text: StyledText, maxLength: number = MAX_TEXT_LENGTH): StyledText[] {
  return splitStyled(text, maxLength, reach)
}

// The end of as many code points as fit.
function reach(text: string, start: number, count: number): number {
  if (text.length - start <= count) return text.length
  let end = start
  for (let left = count; left > 0 && end < text.length; left -= 1) end += isPairAt(text, end) ? 2 : 1
  return end
}

function isPairAt(text: string, index: number): boolean {
  return (text.codePointAt(index) ?? 0) > 0xffff
}
