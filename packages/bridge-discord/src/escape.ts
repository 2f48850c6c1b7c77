import { cleanText } from '@pocketping/core/bridge-kit'

// What Discord makes a link of by itself, in its own words: nothing within it is read as markup.
const LINK = /https?:\/\/[^\s<]+[^<.,:;"'\]\s]/gi

// Discord drops the mark before whatever is neither letter, digit nor blank. `:` stands for emoji such as :smile: and
// for links of other kinds, the dot after a number and the dash before a blank for lists.
const MARKUP = /[\\*_~|`<>@#[\]]|:(?=[^\s:]+:|\/\/)|(?<=\d)\.(?=\s|$)|[-+](?=[\s#]|$)/g
const MARKUP_AT = new RegExp(MARKUP, 'y')

/**
 * Text that a stranger wrote, shown by Discord exactly as typed: no style, mention, command, list or heading, wherever
 * in a message it stands. Links stay links.
 */
export function escapeText(text: string): string {
  const clean = cleanText(text)
  let escaped = ''
  let end = 0
  for (const { 0: link, index } of clean.matchAll(LINK)) {
    // A mark right behind a link would belong to it.
    MARKUP_AT.lastIndex = index + link.length
    if (MARKUP_AT.test(clean)) continue
    escaped += clean.slice(end, index).replace(MARKUP, '\\$&') + link
    end = index + link.length
  }
  return escaped + clean.slice(end).replace(MARKUP, '\\$&')
}
