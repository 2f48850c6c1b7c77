/**
 * Cuts text into pieces of at most `maxChars`, as late as can be: between paragraphs, else lines, else sentences, else
 * words, and never inside a character. One after the other, as far as they are asked for.
 */
export function* splitText(text: string, maxChars: number, language?: string): Generator<string> {
  yield* packed(paragraphsOf(text), '\n\n', maxChars, paragraph =>
    packed(paragraph.split('\n'), '\n', maxChars, line =>
      packed(sentencesOf(line, language), '', maxChars, sentence => cutAnywhere(sentence, maxChars)),
    ),
  )
}

// A stretch of text without line breaks in which sentences are looked for at a time.
const WINDOW_CHARS = 20_000

/** Joins what stands together as long as there is room; what has none by itself is divided. */
function* packed(
  parts: Iterable<string>,
  between: string,
  maxChars: number,
  divide: (part: string) => Iterable<string>,
): Generator<string> {
  let piece = ''
  for (const part of parts) {
    if (part.trim() === '') continue
    if (piece !== '' && piece.length + between.length + part.length <= maxChars) piece += between + part
    else {
      if (piece !== '') yield piece
      piece = ''
      if (part.length <= maxChars) piece = part
      else yield* divide(part)
    }
  }
  if (piece !== '') yield piece
}

function* paragraphsOf(text: string): Generator<string> {
  let from = 0
  for (let at = text.indexOf('\n\n'); at !== -1; at = text.indexOf('\n\n', from)) {
    yield text.slice(from, at)
    from = at + 2
  }
  yield text.slice(from)
}

function* sentencesOf(line: string, language: string | undefined): Generator<string> {
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' })
  for (const window of cutAnywhere(line, WINDOW_CHARS))
    for (const { segment } of segmenter.segment(window)) yield segment
}

/** Cuts text after a space where there is one in the second half of a piece, otherwise between two characters. */
export function* cutAnywhere(text: string, maxChars: number): Generator<string> {
  let from = 0
  while (text.length - from > maxChars) {
    const space = text.lastIndexOf(' ', from + maxChars - 1)
    const end = space > from + maxChars / 2 ? space + 1 : characterEnd(text, from, from + maxChars)
    yield text.slice(from, end)
    from = end
  }
  yield text.slice(from)
}

// Code units that one character as people see it may have, before it is cut as well.
const CHARACTER_CHARS = 32

/** The last end of a character up to `end`, as far as one is near. */
function characterEnd(text: string, from: number, end: number): number {
  const start = Math.max(from, end - CHARACTER_CHARS)
  const near = text.slice(start, end + CHARACTER_CHARS)
  const { index = 0 } = new Intl.Segmenter().segment(near).containing(end - start) ?? {}
  if (start + index > Math.max(from, start)) return start + index
  const isPair = (text.codePointAt(end - 1) ?? 0) > 0xffff
  return isPair ? end - 1 : end
}
