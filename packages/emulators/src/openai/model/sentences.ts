const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

const LONGEST = 400

/** Cuts a passage into sentences; a line of its own is one, too. */
export function toSentences(text: string): string[] {
  return text
    .split(/\n+/)
    .flatMap(line => [...segmenter.segment(line)].map(({ segment }) => segment.trim()))
    .filter(sentence => /\p{L}/u.test(sentence))
    .map(sentence => (sentence.length > LONGEST ? `${sentence.slice(0, LONGEST).trimEnd()}…` : sentence))
}
