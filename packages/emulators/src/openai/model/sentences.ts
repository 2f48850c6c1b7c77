const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

const LONGEST = 400

// Nobody is helped by a line out of a program.
const CODE =
  /^(?:[\s{}()[\]'"<]|import\b|export\b|const\b|await\b|curl\b|npm\b|return\b|\/\/)|(?:[{}([;,]|=>)$/

/** Cuts a passage into sentences; a line of its own, such as a row of a table, is one, too. */
export function toSentences(text: string): string[] {
  return text
    .split(/\n+/)
    .filter(line => !CODE.test(line))
    .flatMap(line => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter(sentence => /\p{L}/u.test(sentence))
    .map(sentence => (sentence.length > LONGEST ? `${sentence.slice(0, LONGEST).trimEnd()}…` : sentence))
}
